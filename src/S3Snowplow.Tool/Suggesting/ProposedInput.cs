namespace S3Snowplow.Tool;

/// <summary>An input that a listing speaks for.</summary>
/// <param name="Name">A name for its pipeline, made of the prefix.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What its keys begin with: ends with a slash, since <c>raw</c> would take <c>raw-old/</c> too. Empty: all of the bucket.</param>
/// <param name="IsRest">Whether it is what further inputs below the same prefix leave.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Folded">What its folders below are, where they are no names.</param>
internal sealed record ProposedInput(string Name, string Bucket, string Prefix, bool IsRest, InputFacts Facts, IReadOnlyList<SegmentKind> Folded)
{
    /// <summary>On so many days it has to be known before anything is said of the capacity that it needs.</summary>
    public const int FewestDays = 14;

    /// <summary>So often something has to have come.</summary>
    public const int FewestBursts = 20;

    /// <summary>The capacities that it would have needed, by limit; empty: too little is known.</summary>
    public IReadOnlyList<CapacityNeed> Needs { get; init; } = [];

    /// <summary>Why nothing is said of the capacity that it needs; <see langword="null"/>: enough is known.</summary>
    public string? TooLittle =>
        Facts.Days < FewestDays ? $"it is known for {Facts.Days.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} days, and {FewestDays} are needed to say what capacity it needs"
        : Facts.Bursts < FewestBursts ? $"something came {CountText.Of(Facts.Bursts, "time")}, and {FewestBursts} are needed to say what capacity it needs"
        : null;

    /// <summary>Bucket and prefix as one text.</summary>
    public string Place => $"{Bucket}/{Prefix}";
}
