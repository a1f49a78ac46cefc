using System.Diagnostics;

namespace S3Snowplow.Diagnostics;

/// <summary>A span that may not be, and whose listeners cannot harm what it spans.</summary>
internal readonly struct RelaySpan : IDisposable
{
    private RelaySpan(Activity? activity) => Activity = activity;

    /// <summary>The activity, or <see langword="null"/> where nobody listens.</summary>
    public Activity? Activity { get; }

    public static RelaySpan Start(string name, ActivityKind kind, ActivityContext parent = default)
    {
        try
        {
            return RelayTelemetry.Source.HasListeners() ? new RelaySpan(RelayTelemetry.Source.StartActivity(name, kind, parent)) : default;
        }
#pragma warning disable CA1031 // Protects the relay from listeners of its spans.
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }

    public void Dispose()
    {
        try
        {
            Activity?.Dispose();
        }
#pragma warning disable CA1031 // Protects the relay from listeners of its spans.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Its end is lost; the work is not.
        }
    }
}
