namespace S3Snowplow.Dashboard;

/// <summary>What the page shows of an opened pipeline. Answer of <c>GET api/pipelines/NAME</c>, and a pipeline of a report.</summary>
/// <param name="Pipeline">How it is.</param>
/// <param name="Series">The series by name: <c>day</c> (a day by 5 minutes) and <c>week</c> (8 days by 30 minutes); in a report <c>all</c>.</param>
/// <param name="Incidents">Its incidents, the latest first.</param>
public sealed record DashboardDetail(DashboardPipeline Pipeline, IReadOnlyDictionary<string, DashboardSeries> Series, IReadOnlyList<DashboardIncident> Incidents)
{
    /// <summary>What was told of it, in order of time, where that is known: in a report.</summary>
    public IReadOnlyList<DashboardTold> Told { get; init; } = [];
}

/// <summary>An incident of a pipeline.</summary>
/// <param name="Severity"><c>critical</c> or <c>warning</c>.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it was over; <see langword="null"/>: it is open.</param>
/// <param name="LongestBehindText">The longest time for which work waited, in words.</param>
/// <param name="Forecast">What comes of it, in words, with the time at which it is expected to have caught up; <see langword="null"/>: it is over.</param>
/// <param name="Channels">What became of its alerts, channel by channel, in words; <see langword="null"/>: that is no longer known.</param>
public sealed record DashboardIncident(string Severity, DateTimeOffset Start, DateTimeOffset? End, string LongestBehindText, string? Forecast, string? Channels);

/// <summary>Something that was told.</summary>
/// <param name="At">When.</param>
/// <param name="Word">In a word: <c>warning</c>, <c>critical</c>, <c>recovered</c>, …</param>
/// <param name="Text">In a sentence.</param>
public sealed record DashboardTold(DateTimeOffset At, string Word, string Text);

/// <summary>A report in one file: the pictures of the page without a server. Written by <see cref="ReportPage"/>.</summary>
/// <param name="Title">Its heading: what was found, in a sentence.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Notes">What has to be known to read it rightly, each a sentence or two.</param>
/// <param name="Pipelines">The pipelines, the worst first.</param>
public sealed record DashboardReport(string Title, DateTimeOffset Made, IReadOnlyList<string> Notes, IReadOnlyList<DashboardDetail> Pipelines);
