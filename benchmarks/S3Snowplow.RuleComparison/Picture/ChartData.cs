namespace S3Snowplow.RuleComparison;

/// <summary>What a picture shows of one pipeline. Times are minutes after the picture's begin, rates are bytes per hour.</summary>
/// <param name="Title">What it is of, for those who cannot see it.</param>
/// <param name="Begin">The time at its left edge.</param>
/// <param name="Length">How many minutes it has.</param>
/// <param name="Cells">What was so in each span of time, in order.</param>
/// <param name="Incidents">The incidents, in order.</param>
internal sealed record ChartData(string Title, DateTimeOffset Begin, double Length, IReadOnlyList<ChartCell> Cells, IReadOnlyList<ChartIncident> Incidents);

/// <summary>A span of time.</summary>
/// <param name="Start">Its begin.</param>
/// <param name="Length">Its length.</param>
/// <param name="Arrived">What came in it.</param>
/// <param name="Capacity">What could be worked off.</param>
/// <param name="Behind">For how long work waited at most, in minutes.</param>
/// <param name="Limit">For how long it may, in minutes.</param>
internal readonly record struct ChartCell(double Start, double Length, double Arrived, double Capacity, double Behind, double Limit);

/// <summary>An incident as it was told.</summary>
/// <param name="Warning">When the warning was told; <see langword="null"/>: there was none before the critical one.</param>
/// <param name="Critical">When it was told as critical; <see langword="null"/>: it was not.</param>
/// <param name="Over">When its end was told; <see langword="null"/>: not yet.</param>
internal sealed record ChartIncident(double? Warning, double? Critical, double? Over);
