namespace S3Snowplow.IntegrationTests;

/// <summary>How these tests wait: for a signal, never for a time. Whoever runs out of patience has failed, and says for what.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit, TimeProvider.System);
        }
        catch (TimeoutException exception) when (!task.IsFaulted)
        {
            throw new TimeoutException($"Waited {Limit} for: {what}.", exception);
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }
}
