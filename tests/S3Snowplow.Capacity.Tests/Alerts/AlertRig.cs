using System.Buffers;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>An outbox with fake channels and a clock that stands still, driven as the judge drives it.</summary>
internal sealed class AlertRig : IAsyncDisposable
{
    public const string Pipeline = "ops1";

    private readonly IAlertChannel[] _channels;
    private readonly AlertOptions _options;
    private byte[]? _saved;

    public AlertRig(params IAlertChannel[] channels)
        : this(new AlertOptions(), channels)
    {
    }

    public AlertRig(AlertOptions options, params IAlertChannel[] channels)
    {
        (_options, _channels) = (options, channels);
        options.Random = () => 0;
        Outbox = Make();
    }

    public ManualTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 27, 14, 25, 0, TimeSpan.Zero));

    public RecordingLoggerFactory Logs { get; } = new();

    public AlertOutbox Outbox { get; private set; }

    public CapacityBands? Bands { get; set; } = Parse();

    public byte[] Saved => _saved ?? throw new InvalidOperationException("Nothing was saved yet.");

    public long Minute => Time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>The minute with which the incident of this rig began.</summary>
    public static long Start { get; } = new DateTimeOffset(2026, 11, 27, 13, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;

    public static CapacityBands Parse(string more = "") => CapacityBands.Parse($$"""
        bands:
          small: 150 GB/h
          medium: 300 GB/h
        pipelines:
          ops1:
            band: small
            inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ]
        {{more}}
        """.Replace("small: 150 GB/h", "small: { throughput: 150 GB/h }", StringComparison.Ordinal).Replace("medium: 300 GB/h", "medium: { throughput: 300 GB/h }", StringComparison.Ordinal));

    /// <summary>The same bands with more said of the pipeline than a file can say at present.</summary>
    public static CapacityBands With(Func<PipelineBand, PipelineBand> change)
    {
        CapacityBands bands = Parse();
        return new CapacityBands([.. bands.Pipelines.Select(change)], null, bands.ContentHash, bands.Sizes);
    }

    public static TransitionFigures Figures(long behind = 2600, long backlog = 108_333_333_333, long? passes = 35, long? back = null) =>
        new(1240, backlog, behind, 150_000_000_000, 60, 5, IsRhythmFound: true, 2, new Forecast(passes, back));

    public ThroughputTransition Of(TransitionKind kind, long? start = null, TransitionFigures? figures = null) => kind switch
    {
        TransitionKind.Blind or TransitionKind.Seen => new ThroughputTransition(kind, null, Minute, Minute),
        TransitionKind.Silent => new ThroughputTransition(kind, Pipeline, Minute, Minute) { Usual = 90 },
        TransitionKind.Heard => new ThroughputTransition(kind, Pipeline, Minute, Minute),
        TransitionKind.CapacitySuspect => new ThroughputTransition(kind, Pipeline, Minute, Minute) { Capacities = (150_000_000_000, 150_000_000_000_000) },
        TransitionKind.ThroughputDiffers => new ThroughputTransition(kind, Pipeline, Minute, Minute) { Measured = 61_000_000_000, Figures = Figures() },
        TransitionKind.Warning or TransitionKind.Critical or TransitionKind.Recovered or TransitionKind.Removed =>
            new ThroughputTransition(kind, Pipeline, Minute, Minute) { IncidentStart = start ?? Start, Figures = figures ?? Figures() },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public IncidentStatus Status(bool isCritical = false, TransitionFigures? figures = null) => new(Pipeline, Start, isCritical, Minute, figures ?? Figures());

    /// <summary>A run: what happened is noted, saved and released, and attempted once.</summary>
    public Task RunAsync(params TransitionKind[] kinds) => RunAsync([], kinds);

    public async Task RunAsync(IReadOnlyList<IncidentStatus> open, params TransitionKind[] kinds)
    {
        Note(open, kinds);
        Save();
        Outbox.Release();
        await DeliverAsync();
    }

    public void Note(IReadOnlyList<IncidentStatus> open, params TransitionKind[] kinds)
    {
        foreach (TransitionKind kind in kinds)
        {
            Outbox.Add(Of(kind), Bands);
        }

        Outbox.Update(open, Bands, Time.GetUtcNow());
    }

    public void Save()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Outbox.Save(buffer);
        _saved = buffer.WrittenSpan.ToArray();
    }

    /// <summary>One attempt of all that is owed: the first retry comes after a second.</summary>
    public Task DeliverAsync() => Outbox.DeliverAsync(TimeSpan.FromMilliseconds(500), CancellationToken.None).Within();

    /// <summary>The time passes. A wait of the outbox that was reckoned before, and begins only after, is looked at once more: nothing is attempted by that before it is due.</summary>
    public Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        return DeliverAsync();
    }

    /// <summary>The process dies, and another one goes on from what was saved.</summary>
    public async Task DieAsync()
    {
        await Outbox.DisposeAsync();
        Outbox = Make();
        if (_saved is not null)
        {
            Outbox.Restore(_saved);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Outbox.DisposeAsync();
        Logs.Dispose();
    }

    private AlertOutbox Make() => new("acme-notifications", _channels, _options, Time, Logs);
}
