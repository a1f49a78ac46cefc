// Tests that move a clock wait until the thread pool stands still; another test on the same pool would never let it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>How tests on a manual clock wait for everything that a step of it has set off, where nothing waits for anything but the clock.</summary>
internal static class Stillness
{
    private const int Enough = 5;

    // The test runner keeps some threads of the pool for itself, at times one more or one less. As many as are busy all this time, while nothing is queued, are
    // the runner's and the looker: much longer than a thread of ours is kept waiting for a processor by other processes.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(250);
    private static int _runners = int.MaxValue;

    /// <summary>Completes when nothing has been queued or running on the pool, but this, for some looks in a row.</summary>
    public static async Task ComeAsync()
    {
        if (_runners == int.MaxValue)
        {
            _runners = await SettledAsync().ConfigureAwait(false);
        }

        (int still, int last, long since) = (0, -1, TimeProvider.System.GetTimestamp());
        while (still < Enough)
        {
            int busy = await LookAsync().ConfigureAwait(false);
            bool isIdle = ThreadPool.PendingWorkItemCount == 0;
            if (busy != last || !isIdle)
            {
                (last, since) = (busy, TimeProvider.System.GetTimestamp());
            }

            // Fewer than the runner's: it has let go of one. More for a long time: it has taken one.
            _runners = busy < _runners || TimeProvider.System.GetElapsedTime(since) > Settled ? busy : _runners;
            still = isIdle && busy == _runners ? still + 1 : 0;
        }
    }

    private static async Task<int> SettledAsync()
    {
        int least = int.MaxValue;
        for (long started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Settled;)
        {
            least = Math.Min(least, await LookAsync().ConfigureAwait(false));
        }

        return least;
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
