using System.Runtime.CompilerServices;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Live;
using S3Snowplow.Testing;

namespace S3Snowplow.Dashboard.Tests.Rig;

/// <summary>A judge on a manual clock, over minutes that a test writes; it can be ended and begun again from what it kept.</summary>
internal sealed class Scene : IReceivedMinutes, IAsyncDisposable
{
    public const string TwoSizes = "bands: { small: 600 MB/h, large: 6 GB/h }\npipelines: { ops1: { band: small, owner: data-platform, runbook: \"https://wiki.example/ops1\", inputs: [ { bucket: acme-raw } ] } }";

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("page").FullName;
    private readonly Dictionary<long, Dictionary<string, long>> _received = [];
    private readonly HashSet<long> _alive = [];
    private readonly bool _isKept;
    private FileJudgeState? _state;

    /// <param name="bands">The bands.</param>
    /// <param name="isKept">Whether the state is kept, so that a restart finds it.</param>
    public Scene(string bands = TwoSizes, bool isKept = false)
    {
        _isKept = isKept;
        Bands = new LiveBands(CapacityBands.Parse(bands));
        Begin();
    }

    public ManualTimeProvider Time { get; } = new(Start);

    public LiveBands Bands { get; }

    public RecordingChannel Channel { get; } = new();

    public AlertOutbox Alerts { get; private set; } = null!;

    public ThroughputJudge Judge { get; private set; } = null!;

    /// <summary>What comes in each minute from now on, by pipeline.</summary>
    public Dictionary<string, long> Arriving { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the source gives a sign of life in each minute from now on.</summary>
    public bool IsAlive { get; set; } = true;

    public DashboardInputs Inputs => new() { Time = Time, Judge = Judge, Bands = Bands, Alerts = Alerts };

    TimeSpan IReceivedMinutes.Lookback => TimeSpan.Zero;

    /// <summary>Lets minutes pass, and judges them.</summary>
    public async Task PassAsync(int minutes)
    {
        for (int i = 0; i < minutes; i++)
        {
            long minute = Time.GetUtcNow().ToUnixTimeSeconds() / 60;
            _received[minute] = new Dictionary<string, long>(Arriving, StringComparer.Ordinal);
            if (IsAlive)
            {
                _alive.Add(minute);
            }

            Time.Advance(TimeSpan.FromMinutes(1));
        }

        JudgeResult result = await Judge.RunOnceAsync().Within();
        Assert.Null(result.Problem);
    }

    /// <summary>The same, and all that there was to tell is told.</summary>
    public async Task PassAndTellAsync(int minutes)
    {
        await PassAsync(minutes);
        await Patience.UntilAsync(() => Alerts.Owed == 0, "the alerts to be told");
    }

    /// <summary>Ends the process, and begins another one.</summary>
    public async Task RestartAsync()
    {
        Judge.Dispose();
        _state?.Dispose();
        await Alerts.DisposeAsync();
        Begin();
        await Judge.LoadAsync();
    }

    public async IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (long minute = first; minute < until; minute++)
        {
            var received = new ReceivedMinute(minute);
            if (_alive.Contains(minute))
            {
                received.AddSign();
            }

            foreach ((string pipeline, long bytes) in _received.GetValueOrDefault(minute) ?? [])
            {
                received.AddArrived(pipeline, minute, bytes);
            }

            yield return received;
        }
    }

    public Task<IReadOnlyList<ToldTransition>?> ReadToldAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<ToldTransition>?>(null);

    public async ValueTask DisposeAsync()
    {
        Judge.Dispose();
        _state?.Dispose();
        await Alerts.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Begin()
    {
        _state = _isKept ? new FileJudgeState(Path.Combine(_folder, "judge.state")) : null;
        Alerts = new AlertOutbox("s3snowplow", [Channel], timeProvider: Time);
        Judge = new ThroughputJudge(this, Bands, _state, Alerts, timeProvider: Time);
    }
}

/// <summary>A channel that answers as it is told.</summary>
internal sealed class RecordingChannel : IAlertChannel
{
    public string Name => "pager";

    public string Type => "recorder";

    public AlertAnswer Answer { get; set; } = AlertAnswer.Delivered;

    public Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken) => Task.FromResult(Answer);
}
