using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Monitoring;

/// <summary>A monitor over one pipeline that takes 60 bytes an hour, a byte a minute, at midnight.</summary>
internal sealed class MonitorRig
{
    public MonitorRig(ThroughputMonitorOptions? options = null, IThroughputStateStore? store = null, AlertDispatcher? alerts = null, ManualTimeProvider? time = null)
    {
        Time = time ?? new ManualTimeProvider();
        Monitor = new ThroughputMonitor(Bands, options, store, alerts, Time, Logs);
    }

    public static LiveBands Bands { get; } = new(CapacityBands.Parse("""
        bands: { small: { throughput: 60 B/h } }
        pipelines:
          p: { band: small, inputs: [ { bucket: b, prefix: in/ } ] }
        """));

    public ManualTimeProvider Time { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public ThroughputMonitor Monitor { get; }

    public void SetCapacity(string throughput = "60 B/h", DateTimeOffset? from = null) =>
        Monitor.SetCapacities([new ProcessorCapacity("p", "small", Throughput.Parse(throughput), from ?? Time.GetUtcNow(), CapacityOrigin.File, "r")]);

    public void Arrive(long bytes, string key = "in/1", TimeSpan? ago = null, string name = "ObjectCreated:Put") =>
        Monitor.OnObjectEvent(Objects.Put("b", key, bytes, Time.GetUtcNow() - (ago ?? TimeSpan.Zero), name));

    /// <summary>Passes minutes, each with an arrival of its own, and gives what is told.</summary>
    public List<ThroughputTransition> Pass(int minutes, long? bytesEach = null, bool alive = true)
    {
        List<ThroughputTransition> told = [];
        for (int i = 0; i < minutes; i++)
        {
            if (bytesEach is { } bytes)
            {
                Arrive(bytes);
            }

            if (alive)
            {
                Monitor.SignalAlive();
            }

            Time.Advance(TimeSpan.FromMinutes(1));
            told.AddRange(Monitor.Evaluate());
        }

        return told;
    }
}
