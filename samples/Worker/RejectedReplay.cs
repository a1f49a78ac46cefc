using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Worker;

/// <summary>The command <c>--replay-rejected</c>: puts what was rejected back into the spool, from where the next start relays it.</summary>
internal static class RejectedReplay
{
    public const string Command = "--replay-rejected";

    /// <exception cref="SpoolException">Most likely the worker runs, and the folder is its own.</exception>
    public static async Task<int> RunAsync(WebApplication app, TextWriter output)
    {
        await using (app)
        {
            int replayed = await app.Services.GetRequiredService<NotificationSpool>().ReplayRejectedAsync();
            await output.WriteLineAsync($"Put back into the spool: {replayed}. Start the worker to relay them.");
            return 0;
        }
    }
}
