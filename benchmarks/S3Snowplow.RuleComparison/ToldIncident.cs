namespace S3Snowplow.RuleComparison;

/// <summary>An incident as somebody was told of it, in minutes after the scenario's start.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Opened">The run that told its beginning.</param>
/// <param name="Critical">The run that told it as critical; <see langword="null"/>: none did, or the rule knows no such thing.</param>
/// <param name="Closed">The run that told its end; <see langword="null"/>: none did.</param>
internal sealed record ToldIncident(string Pipeline, long Opened, long? Critical, long? Closed)
{
    /// <summary>Whether it was open at some time of a bad period.</summary>
    public bool Meets(BadPeriod bad) => Opened < bad.End && bad.Start < (Closed ?? long.MaxValue);
}
