using System.Text.Json;
using S3Snowplow.Capacity;

namespace S3Snowplow.Dashboard.Live;

/// <summary>
/// What all clients of a page share: looked at once a second, computed once for each judged minute. Whoever listens is told that something changed and reads the latest; what came in between is
/// nobody's, so that a slow client holds nothing.
/// </summary>
internal sealed class DashboardFeed : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    private readonly DashboardInputs _inputs;
    private readonly StatusView _status;
    private readonly JudgedView _judged;
    private readonly DeliveryMeter _meter = new();
    private readonly Lock _gate = new();
    private readonly Lock _computing = new();
    private readonly CancellationTokenSource _ended = new();
    private ITimer? _timer;
    private (DateTimeOffset? Until, CapacityBands? Bands, JudgeResult? Last, bool IsBlind) _seen;
    private long _revision;
    private FeedState? _current;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Revision, byte[] Json)? _pipelines;
    private (DashboardStatus Status, DateTimeOffset At, byte[] Json, byte[]? Gzip)? _overview;

    /// <summary>Makes a feed that looks at nothing before it is asked or started.</summary>
    /// <param name="inputs">What it is about.</param>
    public DashboardFeed(DashboardInputs inputs) => (_inputs, _status, _judged, Ended) = (inputs, new StatusView(inputs), new JudgedView(inputs), _ended.Token);

    /// <summary>Ends with the feed.</summary>
    public CancellationToken Ended { get; }

    /// <summary>How often pipelines were computed; for tests that nobody computes them twice.</summary>
    public int Computations { get; private set; }

    /// <summary>What there is now, and the task that ends when there is something else.</summary>
    public (FeedState State, Task Changed) Current
    {
        get
        {
            lock (_gate)
            {
                return (_current ?? Look(), _changed.Task);
            }
        }
    }

    /// <summary>Looks once a second from now on.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_timer is null && !Ended.IsCancellationRequested)
            {
                Look();
                _timer = _inputs.Time.CreateTimer(static feed => ((DashboardFeed)feed!).Tick(), this, Step, Step);
            }
        }
    }

    /// <summary>The overview as JSON; the same bytes for all who ask until something changes.</summary>
    /// <param name="compressed">Whether by gzip.</param>
    public ReadOnlyMemory<byte> Overview(bool compressed)
    {
        DashboardStatus status = Current.State.Status;
        DateTimeOffset now = _inputs.Time.GetUtcNow();
        lock (_computing)
        {
            // Its time is that of the answer, to the second.
            if (_overview is not { } made || !ReferenceEquals(made.Status, status) || now - made.At >= Step || now < made.At)
            {
                made = (status, now, OverviewJson.Join(status with { At = now }, Pipelines(status.Revision)), null);
            }

            made.Gzip ??= compressed ? Compression.Quickly(made.Json) : null;
            _overview = made;
            return compressed ? made.Gzip : made.Json;
        }
    }

    /// <summary>The status as an event of this moment, for whoever begins to listen.</summary>
    public byte[] Greeting(FeedState state) => FeedState.StatusEventOf(state.Status with { At = _inputs.Time.GetUtcNow() });

    /// <summary>One pipeline as JSON; <see langword="null"/>: no pipeline of this name is judged.</summary>
    public byte[]? Detail(string name) => _judged.Find(name) is { } detail ? JsonSerializer.SerializeToUtf8Bytes(detail, DashboardJson.Default.DashboardDetail) : null;

    /// <summary>Ends all streams.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (Ended.IsCancellationRequested)
            {
                return;
            }

            _timer?.Dispose();
            _ended.Cancel();
        }

        _ended.Dispose();
    }

    private byte[] Pipelines(long revision)
    {
        if (_pipelines?.Revision != revision)
        {
            Computations++;
            _pipelines = (revision, JsonSerializer.SerializeToUtf8Bytes(_judged.Pipelines(), DashboardJson.Default.IReadOnlyListDashboardPipeline));
        }

        return _pipelines!.Value.Json;
    }

    private void Tick()
    {
        lock (_gate)
        {
            FeedState? before = _current;
            try
            {
                Look();
            }
#pragma warning disable CA1031 // Protects the host, which an exception of a timer would end, from a source whose code is not ours. Whoever asks next looks, and is given it.
            catch (Exception)
#pragma warning restore CA1031
            {
                _current = null;
            }

            if (_current != before)
            {
                TaskCompletionSource changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed.TrySetResult();
            }
        }
    }

    private FeedState Look()
    {
        DateTimeOffset now = _inputs.Time.GetUtcNow();
        if (_inputs.Relay is { } relay)
        {
            _meter.Look(relay.Statistics, now);
        }

        (DateTimeOffset?, CapacityBands?, JudgeResult?, bool) seen = (_inputs.Judge?.JudgedUntil, _inputs.Bands?.Current, _inputs.Judge?.Last, _inputs.Judge?.IsBlind ?? false);
        _revision += seen == _seen && _revision > 0 ? 0 : 1;
        _seen = seen;
        var status = new DashboardStatus(now, _revision, seen.Item1, _inputs.Source, seen.Item4, _status.Problem(), _status.Relay(_meter), _status.Channels());
        _current = FeedState.After(_current, status, SignOfLife);
        return _current;
    }
}
