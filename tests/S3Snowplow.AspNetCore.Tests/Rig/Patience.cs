namespace S3Snowplow.AspNetCore.Tests.Rig;

/// <summary>How tests wait: for a signal, never for a time. Whoever runs out of patience has failed.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);
}
