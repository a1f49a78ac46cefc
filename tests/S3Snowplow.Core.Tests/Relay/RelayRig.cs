using System.Text;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>A relay in front of a recording emitter, on a manual clock, and what its source was told.</summary>
internal sealed class RelayRig : IAsyncDisposable
{
    private readonly OneMeter _meter = new();
    private readonly List<RelayResult> _settled = [];

    public RelayRig(
        Action<RelayOptions>? configure = null,
        IObjectEventMapper? mapper = null,
        IEnumerable<IEntityProvider>? providers = null,
        IEnumerable<IObjectEventObserver>? observers = null,
        IEventEmitter? emitter = null,
        IEnumerable<ISettledObserver>? settled = null,
        BufferedEventEmitter? buffered = null)
    {
        var options = new RelayOptions { CollectorUri = new Uri("https://collector.example") };
        configure?.Invoke(options);
        Emitter = new RecordingEventEmitter(Time);
        Relay = buffered is null
            ? new ObjectEventRelay(options, emitter ?? Emitter, mapper, providers, observers, Time, Logs, _meter, settled)
            : new ObjectEventRelay(options, buffered, mapper, providers, observers, Time, Logs, _meter, settled);
        Metrics = new MetricRecorder(_meter.Meter!);
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingEventEmitter Emitter { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public MetricRecorder Metrics { get; }

    public ObjectEventRelay Relay { get; }

    /// <summary>What the source was told, in order.</summary>
    public IReadOnlyList<RelayResult> Settled
    {
        get
        {
            lock (_settled)
            {
                return [.. _settled];
            }
        }
    }

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Logs.Entries.Where(entry => entry.EventId.Id == id)];

    public Notification Notify(ReadOnlyMemory<byte> body, string id = "n", Action<RelayResult>? settle = null) => new(body, id, result =>
    {
        lock (_settled)
        {
            _settled.Add(result);
        }

        settle?.Invoke(result);
        return ValueTask.CompletedTask;
    });

    public Task<RelayResult> RelayAsync(ReadOnlyMemory<byte> body, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        Relay.RelayAsync(Notify(body), deadline ?? Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>An S3 notification of this many records, with keys k0, k1, ...</summary>
    public static byte[] Records(int count, int from = 0, string bucket = "b") => Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', Enumerable.Range(from, count).Select(i =>
        $$$$"""{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"{{{{bucket}}}}"},"object":{"key":"k{{{{i}}}}","size":1,"sequencer":"{{{{i:X}}}}"}}}""")) + "]}");

    public async ValueTask DisposeAsync()
    {
        await Emitter.DisposeAsync();
        await Relay.DisposeAsync();
        Metrics.Dispose();
        _meter.Dispose();
    }
}
