namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>How tests wait: for a signal, or for a state that has no signal, never for a time. Whoever runs out of patience has failed.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>Lets other work run until the condition holds.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"Waited {Limit} for: {what}.");

            // Through the pool's queue: what was queued before has begun when this returns.
            await Task.Run(static () => { });
        }
    }
}
