using System.Diagnostics;
using System.Reflection;

namespace S3Snowplow.Diagnostics;

/// <summary>The one name under which everything of S3Snowplow is measured and traced.</summary>
public static class RelayTelemetry
{
    /// <summary>The name of the meter and of the activity source: <c>S3Snowplow</c>.</summary>
    public const string SourceName = "S3Snowplow";

    /// <summary>The version of the meter and of the activity source: this package's, without the commit it was built from.</summary>
    public static string Version { get; } =
        (typeof(RelayTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    internal static ActivitySource Source { get; } = new(SourceName, Version);
}
