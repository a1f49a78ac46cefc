namespace S3Snowplow.Tool;

/// <summary>What is suggested, for programs: the answer of <c>bands suggest --json</c>. Times are UTC, sizes bytes, capacities bytes per hour, lengths of time minutes.</summary>
internal sealed record SuggestionJson(
    string Source,
    DateTimeOffset AsOf,
    DateTimeOffset From,
    long Objects,
    long Bytes,
    long CoveredObjects,
    long CoveredBytes,
    decimal Margin,
    IReadOnlyList<string> Notes,
    IReadOnlyList<InputJson> Inputs,
    string? File)
{
    /// <summary>Makes it.</summary>
    /// <param name="suggestion">What is suggested.</param>
    /// <param name="file">The file that was written; <see langword="null"/>: none was.</param>
    public static SuggestionJson Of(Suggestion suggestion, string? file) => new(
        suggestion.Source,
        suggestion.AsOf,
        suggestion.From,
        suggestion.Facts.Objects,
        suggestion.Facts.Bytes,
        suggestion.CoveredObjects,
        suggestion.CoveredBytes,
        suggestion.Margin,
        suggestion.Notes,
        [.. suggestion.Inputs.Select(input => Of(input, suggestion))],
        file);

    private static InputJson Of(ProposedInput input, Suggestion suggestion) => new(
        input.Name,
        input.Bucket,
        input.Prefix,
        input.IsRest,
        input.Facts.Objects.Objects,
        input.Facts.Objects.Bytes,
        input.Facts.BytesPerDay,
        input.Facts.FilesPerDay,
        input.Facts.Objects.Sizes.Percentile(50),
        input.Facts.Objects.Sizes.Percentile(95),
        input.Facts.Objects.Sizes.Max,
        input.Facts.UsualGap,
        input.Facts.Bursts,
        input.Facts.MultipartShare,
        input.Facts.Last,
        input.Facts.DaysWithData,
        Math.Round(input.Facts.Days, 2),
        input.TooLittle,
        [.. input.Needs.Select(need => new NeedJson(need.LimitMinutes, need.BytesPerHour, need.Least, Minutes.Time(need.DecidedAt), suggestion.Band(need)))]);
}

/// <summary>An input of the answer.</summary>
internal sealed record InputJson(
    string Name,
    string Bucket,
    string Prefix,
    bool IsRest,
    long Objects,
    long Bytes,
    double BytesPerDay,
    double FilesPerDay,
    long HalfUpTo,
    long NinetyFivePercentUpTo,
    long Largest,
    long? UsualGap,
    int Bursts,
    double MultipartShare,
    DateTimeOffset Last,
    int DaysWithData,
    double Days,
    string? TooLittle,
    IReadOnlyList<NeedJson> Needs);

/// <summary>A capacity that would have been needed.</summary>
/// <param name="LimitMinutes">So that work never waits for longer.</param>
/// <param name="BytesPerHour">The capacity.</param>
/// <param name="LeastWithoutADay">The smallest, where one day is left out.</param>
/// <param name="DecidedAt">The minute that decides.</param>
/// <param name="Proposed">The same with the margin, rounded up, as bands.yml takes it.</param>
internal sealed record NeedJson(int LimitMinutes, long BytesPerHour, long LeastWithoutADay, DateTimeOffset DecidedAt, string Proposed);
