using System.Runtime.CompilerServices;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Live;
using S3Snowplow.Testing;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>A real judge on a manual clock over what a test plays to it: long times, judged at once.</summary>
internal sealed class Played : IReceivedMinutes, IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<long, List<(string Pipeline, long Bytes)>> _received = [];

    public Played(string bands)
    {
        Bands = new LiveBands(CapacityBands.Parse(bands));
        Judge = new ThroughputJudge(this, Bands, timeProvider: Time);
    }

    public ManualTimeProvider Time { get; } = new(Start);

    public LiveBands Bands { get; }

    public ThroughputJudge Judge { get; }

    public DashboardInputs Inputs => new() { Time = Time, Judge = Judge, Bands = Bands };

    public PipelineStatus this[string name] => Judge.Pipelines.Single(one => one.Name == name);

    /// <summary>Lets minutes pass and judges them.</summary>
    /// <param name="minutes">How many.</param>
    /// <param name="arriving">What comes for each pipeline, by the minute's begin.</param>
    public async Task PassAsync(int minutes, Func<DateTimeOffset, IEnumerable<(string Pipeline, long Bytes)>> arriving)
    {
        // The judge begins with the minute of its first run.
        await JudgeAsync();
        long begin = Time.GetUtcNow().ToUnixTimeSeconds() / 60;
        for (int i = 0; i < minutes; i++)
        {
            _received[begin + i] = [.. arriving(DateTimeOffset.UnixEpoch.AddMinutes(begin + i))];
        }

        Time.Advance(TimeSpan.FromMinutes(minutes));
        await JudgeAsync();

        // The page looks once a second: what was judged is seen at the next look.
        Time.Advance(TimeSpan.FromSeconds(1));
    }

    public async IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (long minute = first; minute < until; minute++)
        {
            var received = new ReceivedMinute(minute);
            received.AddSign();
            foreach ((string pipeline, long bytes) in _received.GetValueOrDefault(minute) ?? [])
            {
                received.AddArrived(pipeline, minute, bytes);
            }

            yield return received;
        }
    }

    public void Dispose() => Judge.Dispose();

    private async Task JudgeAsync() => Assert.Null((await Judge.RunOnceAsync().Within()).Problem);
}
