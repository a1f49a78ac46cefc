// Tests that move a clock wait until the thread pool stands still; another test on the same pool would never let it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>How tests on a manual clock wait for everything that a step of it has set off, where nothing waits for anything but the clock.</summary>
internal static class Stillness
{
    private const int Enough = 5;

    // Where something of the runner's keeps a thread busy, so many turns of the pool are taken for stillness.
    private const int MostLooks = 300;

    // The test runner keeps some threads of the pool for itself. What was seen as the least, over this time, is they and the looker.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);
    private static int _least;

    /// <summary>Completes when nothing has been queued or running on the pool, but this, for some looks in a row.</summary>
    public static async Task ComeAsync()
    {
        if (_least == 0)
        {
            int least = int.MaxValue;
            for (long started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < FirstLook;)
            {
                least = Math.Min(least, await LookAsync().ConfigureAwait(false));
            }

            _least = least;
        }

        for (int still = 0, looks = 0; still < Enough && looks < MostLooks; looks++)
        {
            int busy = await LookAsync().ConfigureAwait(false);
            _least = Math.Min(_least, busy);
            still = ThreadPool.PendingWorkItemCount == 0 && busy <= _least ? still + 1 : 0;
        }
    }

    private static async Task<int> LookAsync()
    {
        await Task.Run(static () => { }).ConfigureAwait(false);
        await Task.Yield();
        ThreadPool.GetMaxThreads(out int all, out _);
        ThreadPool.GetAvailableThreads(out int idle, out _);
        return all - idle;
    }
}
