using S3Snowplow.Benchmarks;

namespace S3Snowplow.RelayArm;

/// <summary>Rounds of a fixed number of notifications; each tells how many of them were settled and may be acknowledged.</summary>
internal static class RelayRounds
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Notifications of one record, no two alike.</summary>
    public static ReadOnlyMemory<byte>[] Bodies { get; } = SampleNotifications.Make(20_000, records: 1);

    /// <summary>Through <see cref="ObjectEventRelay.RunAsync"/>, from so many sources at a time; each has its part of <paramref name="count"/>.</summary>
    public static async Task<int> RunAsync(ObjectEventRelay relay, int count, int sources)
    {
        CountingSource[] all = [.. Enumerable.Range(0, sources).Select(i => new CountingSource(Bodies, i * (Bodies.Length / sources), count / sources))];
        if (sources == 1)
        {
            await relay.RunAsync(all[0]);
        }
        else
        {
            await Task.WhenAll(all.Select(source => Task.Run(() => relay.RunAsync(source))));
        }

        return all.Sum(source => source.Acknowledged);
    }

    /// <summary>Callers of <see cref="ObjectEventRelay.RelayAsync"/>, each of which waits for its notification before it brings the next.</summary>
    public static async Task<int> CallAsync(ObjectEventRelay relay, int count, int callers)
    {
        int next = -1;
        int acknowledged = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallerAsync)));
        return acknowledged;

        async Task CallerAsync()
        {
            while (Interlocked.Increment(ref next) is var i && i < count)
            {
                RelayResult result = await relay.RelayAsync(new Notification(Bodies[i % Bodies.Length]), Deadline);
                Interlocked.Add(ref acknowledged, result.ShouldAcknowledge ? 1 : 0);
            }
        }
    }
}
