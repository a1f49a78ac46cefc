using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What is suggested, and from what.</summary>
/// <param name="Source">What was read, for people.</param>
/// <param name="AsOf">Until when it tells the truth.</param>
/// <param name="From">From when on it was looked at.</param>
/// <param name="Inputs">The inputs, the largest first.</param>
/// <param name="Facts">What has to be known of what was read.</param>
/// <param name="Notes">The same in sentences.</param>
/// <param name="Margin">By how much more than what was needed is proposed.</param>
internal sealed record Suggestion(
    string Source, DateTimeOffset AsOf, DateTimeOffset From, IReadOnlyList<ProposedInput> Inputs, ReadFacts Facts, IReadOnlyList<string> Notes, decimal Margin)
{
    /// <summary>The limit whose need becomes the band, in minutes: the judgement's own default.</summary>
    public const int BandLimit = 60;

    /// <summary>The limits for which a need is told, in minutes.</summary>
    public static IReadOnlyList<int> Limits { get; } = [30, BandLimit, 240];

    /// <summary>What the user's processors take; <see langword="null"/>: that was not said.</summary>
    public Throughput? Given { get; init; }

    /// <summary>Whether sizes are told in units of 1,024.</summary>
    public bool IsBinary => Given?.IsBinary ?? false;

    /// <summary>The bytes that the inputs cover.</summary>
    public long CoveredBytes => Inputs.Sum(input => input.Facts.Objects.Bytes);

    /// <summary>The objects that the inputs cover.</summary>
    public long CoveredObjects => Inputs.Sum(input => input.Facts.Objects.Objects);

    /// <summary>The inputs that get a pipeline in the file: all where a throughput was given, else those of which a need is known.</summary>
    public IEnumerable<ProposedInput> Usable => Inputs.Where(input => Given is not null || input.Needs.Count > 0);

    /// <summary>What is proposed for a need.</summary>
    public string Band(CapacityNeed need) => RoundedRate.Of(need.BytesPerHour * Margin, IsBinary);
}
