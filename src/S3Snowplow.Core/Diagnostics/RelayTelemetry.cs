using System.Diagnostics;

namespace S3Snowplow.Diagnostics;

/// <summary>The one name under which everything of S3Snowplow is measured and traced.</summary>
public static class RelayTelemetry
{
    /// <summary>The name of the meter and of the activity source: <c>S3Snowplow</c>.</summary>
    public const string SourceName = "S3Snowplow";

    internal static readonly ActivitySource Source = new(SourceName);
}
