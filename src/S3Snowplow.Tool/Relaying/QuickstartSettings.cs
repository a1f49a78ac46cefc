namespace S3Snowplow.Tool;

/// <summary>What the command line asked for.</summary>
internal sealed record QuickstartSettings(IReadOnlyList<string> Files, string? Collector, bool AllowHttp, string? Schema, bool Watch);
