namespace S3Snowplow.Tool;

/// <summary>What the command line asked for.</summary>
/// <param name="Options">The collector, the schema and how it is sent; valid.</param>
/// <param name="EventsPerSecond">The rate.</param>
internal sealed record BackfillSettings(RelayOptions Options, int EventsPerSecond);
