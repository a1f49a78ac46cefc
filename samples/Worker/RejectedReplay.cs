using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Worker;

/// <summary>The command <c>--replay-rejected</c>: puts what was rejected back into the spool, from where the next start relays it.</summary>
internal static class RejectedReplay
{
    public static async Task<int> RunAsync(WebApplication app, TextWriter output, TextWriter errors)
    {
        await using (app)
        {
            try
            {
                int replayed = await app.Services.GetRequiredService<NotificationSpool>().ReplayRejectedAsync();
                await output.WriteLineAsync($"Put back into the spool: {replayed}. Start the worker to relay them.");
                return 0;
            }
            catch (SpoolException exception)
            {
                // Most likely the worker runs, and the folder is its own.
                await errors.WriteLineAsync(exception.Message);
                return 1;
            }
        }
    }
}
