using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Tool;

/// <summary>Replays what a spool has in <c>rejected/</c>: into the spool again, for the next <c>serve</c> to relay, or straight to a collector.</summary>
internal static class RejectedReplay
{
    // What the host allows is its own; putting back takes room that the same notifications had before.
    private static readonly SpoolOptions Options = new() { MaxBytes = 1L << 50, MaxRejectedBytes = 1L << 50 };

    /// <summary>Opens the spool of a folder.</summary>
    /// <exception cref="SpoolException">Another process uses it, or it cannot be written to.</exception>
    public static NotificationSpool Open(string folder, ToolConsole console, ILoggerFactory logging) => new(folder, Options, console.Time, logging.CreateLogger<NotificationSpool>());

    /// <summary>Puts everything back into the spool.</summary>
    public static async Task<int> PutBackAsync(string folder, ToolConsole console)
    {
        using ILoggerFactory logging = new RunLog(console.Errors, "", TimeSpan.Zero).Factory();
        int replayed;
        long left;
        try
        {
            await using NotificationSpool spool = Open(folder, console, logging);
            replayed = await spool.ReplayRejectedAsync();
            left = spool.RejectedCount;
        }
        catch (SpoolException exception)
        {
            return console.Refuse(Refusal(exception));
        }

        console.Output.WriteLine($"{replayed} rejected notifications were put back into the spool {folder}; the next start of s3snowplow serve relays them.{(left > 0 ? $" {left} are damaged, and stay in rejected." : "")}");
        console.Json(new { Spool = folder, PutBack = replayed, Left = left });
        return ExitCode.Success;
    }

    /// <summary>Relays everything to a collector.</summary>
    /// <returns>How it ended and what is left; <see langword="null"/> and why where the spool cannot be used.</returns>
    public static async Task<(PassEnd? End, string Left)> RunAsync(RelayPass pass, string folder, long? most, ToolConsole console, CancellationToken cancellationToken)
    {
        using ILoggerFactory logging = new RunLog(console.Errors, "", TimeSpan.Zero).Factory();
        long left;
        PassEnd end;
        try
        {
            await using NotificationSpool spool = Open(folder, console, logging);
            await spool.Recovered;
            long before = spool.RejectedCount;
            var source = new RejectedSource(spool);
            end = await pass.RunAsync(source, totalBytes: null, most, RelayInput.Failure, cancellationToken);

            // What is removed is written a moment later, so the spool itself would tell of a past.
            left = before - pass.Tally.NotificationsDelivered;
        }
        catch (SpoolException exception)
        {
            return (null, Refusal(exception));
        }

        return (end, $"{CountText.Number(pass.Tally.NotificationsDelivered)} notifications were delivered and removed from {Path.Combine(folder, "rejected")}; {CountText.Number(left)} are left there.");
    }

    private static string Refusal(SpoolException exception) =>
        exception.Message + (exception.Message.Contains("in use", StringComparison.Ordinal) ? " Stop s3snowplow serve, replay, and start it again." : "");
}
