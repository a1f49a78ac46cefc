namespace S3Snowplow.RabbitMq.Tests.Rig;

/// <summary>How tests wait: for a signal or a condition, never for a time. Whoever runs out of patience has failed.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>Looks again and again until what is seen is as wanted.</summary>
    /// <param name="look">Asks somebody, which takes some time.</param>
    /// <param name="isWanted">Whether it is as wanted.</param>
    /// <param name="what">What is waited for.</param>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isWanted, string what)
    {
        for (long started = TimeProvider.System.GetTimestamp(); ;)
        {
            T seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"Waited {Limit} for: {what}; it is {seen}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
