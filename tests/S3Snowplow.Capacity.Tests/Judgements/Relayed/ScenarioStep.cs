namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>Something that happens to a process in a scenario.</summary>
/// <param name="At">When, in milliseconds after the scenario's start.</param>
internal abstract record ScenarioStep(long At)
{
    /// <summary>A notification arrives, as a store sends it.</summary>
    /// <param name="At">When it is received.</param>
    /// <param name="Body">The notification: an S3 record for each event that is received at that time.</param>
    internal sealed record Notify(long At, byte[] Body) : ScenarioStep(At);

    /// <summary>The bands are replaced.</summary>
    /// <param name="At">When they take effect.</param>
    /// <param name="Rates">The bytes per hour of each pipeline that they have, by name.</param>
    internal sealed record SetBands(long At, IReadOnlyDictionary<string, long> Rates) : ScenarioStep(At);

    /// <summary>The source gives a sign of life.</summary>
    internal sealed record Sign(long At) : ScenarioStep(At);

    /// <summary>The judge runs.</summary>
    internal sealed record Run(long At) : ScenarioStep(At)
    {
        /// <summary>The minute after the scenario's start in which it does.</summary>
        public long Minute => At / 60_000;
    }
}
