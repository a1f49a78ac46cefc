using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>A buffered emitter of the public constructor in front of a local collector: real sockets, real time, short waits.</summary>
internal sealed class LiveRig : IAsyncDisposable
{
    private LiveRig(LocalCollector collector, RelayOptions options, TimeProvider? time)
    {
        Collector = collector;
        Options = options;
        Emitter = new BufferedEventEmitter(options, transport: null, time, Logs);
    }

    public LocalCollector Collector { get; }

    public RelayOptions Options { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public BufferedEventEmitter Emitter { get; }

    public static async Task<LiveRig> StartAsync(Action<RelayOptions>? configure = null, Action<LocalCollectorOptions>? collect = null, TimeProvider? time = null)
    {
        var collecting = new LocalCollectorOptions();
        collect?.Invoke(collecting);
        LocalCollector collector = await LocalCollector.StartAsync(collecting);
        var options = new RelayOptions { CollectorUri = collector.Uri, Delivery = { RetryBaseDelay = TimeSpan.FromMilliseconds(1), RetryMaxDelay = TimeSpan.FromMilliseconds(20) } };
        configure?.Invoke(options);
        return new LiveRig(collector, options, time);
    }

    public async ValueTask DisposeAsync()
    {
        await Emitter.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
