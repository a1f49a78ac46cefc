using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Judging;

/// <summary>A judge over live counters on a manual clock, with its files in a folder; it can be killed and started again.</summary>
internal sealed class JudgeRig : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("judge").FullName;
    private readonly bool _hasJournal;
    private readonly List<FileJudgeState> _killed = [];
    private ulong _id;

    public JudgeRig(string bands = "bands: { small: { throughput: 600 MB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw } ] } }", bool hasJournal = true)
    {
        _hasJournal = hasJournal;
        Time = new ManualTimeProvider(Start);
        Bands = new LiveBands(CapacityBands.Parse(bands));
        Begin();
    }

    public ManualTimeProvider Time { get; }

    public LiveBands Bands { get; }

    public ReceivedCounters Counters { get; private set; } = null!;

    public ThroughputJudge Judge { get; private set; } = null!;

    public FileJudgeState State { get; private set; } = null!;

    /// <summary>How the next save ends.</summary>
    public DeathAtSave Death { get; } = new();

    public string StateFile => Path.Combine(_folder, "judge.state");

    public string Journal => Path.Combine(_folder, "journal");

    /// <summary>All that was told, each with the time at which it was.</summary>
    public List<(DateTimeOffset At, ThroughputTransition Told)> Told { get; } = [];

    public IEnumerable<string> Lines => Told.Select(one => $"{(one.At - Start).TotalMinutes} {one.Told.Pipeline} {one.Told.Kind.Name()} {one.Told.Minute - (Start.ToUnixTimeSeconds() / 60)}");

    /// <summary>Counts an object that arrives now, as the relay does when it has settled.</summary>
    public ulong Arrive(long bytes, string bucket = "acme-raw", string key = "k", ulong? id = null)
    {
        ulong one = id ?? ++_id;
        Counters.Receive(bucket, key, bytes, Time.GetUtcNow(), one);
        Counters.OnSettledAsync(default).AsTask().GetAwaiter().GetResult();
        return one;
    }

    public async Task<JudgeResult> RunAsync()
    {
        JudgeResult result = await Judge.RunOnceAsync();
        Told.AddRange(result.Transitions.Select(one => (Time.GetUtcNow(), one)));
        return result;
    }

    /// <summary>Goes on for some minutes: so many bytes in each, and a run at the end of each.</summary>
    public async Task MinutesAsync(int count, long bytes, bool kills = false)
    {
        for (int i = 0; i < count; i++)
        {
            if (bytes > 0)
            {
                Arrive(bytes);
            }

            Time.Advance(TimeSpan.FromSeconds(30));
            Counters.SignalAlive();
            if (kills)
            {
                KillAndStart();
            }

            Time.Advance(TimeSpan.FromSeconds(30));
            await RunAsync();
        }
    }

    /// <summary>Ends the process without a word, and begins another one. What it had open stays open, but for the lock, which no dead process holds.</summary>
    public void KillAndStart()
    {
        State.Dispose();
        _killed.Add(State);
        Begin();
    }

    public void Dispose()
    {
        Judge.Dispose();
        Counters.Dispose();
        State.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Begin()
    {
        Counters = new ReceivedCounters(Bands, new ReceivedCounterOptions { JournalFolder = _hasJournal ? Journal : null }, Time);
        State = new FileJudgeState(StateFile);
        Judge = new ThroughputJudge(Counters, Bands, new DyingState(State, Death), timeProvider: Time);
    }
}
