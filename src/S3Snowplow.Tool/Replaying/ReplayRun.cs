namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>replay</c> asked for: exactly one of files, a queue and a spool.</summary>
internal sealed record ReplaySettings(IReadOnlyList<string> Files, QueueSettings? Queue, string? Rejected, Uri? Collector, bool AllowHttp = false, string? Schema = null, long? Most = null);

/// <summary>Relays once more what could not be delivered before. Exit code 0: all of it was delivered; 1: not all, and it is said what is left where; 2: nothing was done.</summary>
internal static class ReplayRun
{
    public static async Task<int> RunAsync(ReplaySettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        if (settings.Rejected is { } named)
        {
            if (SpoolFolder.Find(named, out string? problem) is not { } folder)
            {
                return console.Refuse($"{problem} Nothing was done.");
            }

            settings = settings with { Rejected = folder };
            if (settings.Collector is null)
            {
                return await RejectedReplay.PutBackAsync(folder, console);
            }
        }

        RelayOptions options = RelayPass.Options(settings.Collector, settings.Schema, settings.AllowHttp);
        if (KeyPrivacyVariables.ProblemsOfNotifications(options, Environment.GetEnvironmentVariable) is { Count: > 0 } wrong)
        {
            return console.Refuse($"{string.Join(' ', wrong)} Nothing was sent.");
        }

        string collector = CollectorOption.Printed(settings.Collector!);
        console.Output.WriteLine($"Relaying to {collector}");
        await console.Output.FlushAsync(cancellationToken);
        long began = console.Time.GetTimestamp();
        var pass = new RelayPass(console, options);
        (PassEnd? end, string left) = await RelayAsync(pass, settings, options, console, cancellationToken);
        if (end is null)
        {
            return console.Refuse($"{left} Nothing was sent.");
        }

        TimeSpan elapsed = console.Time.GetElapsedTime(began);
        RelayReport.Write(console, pass.Tally, elapsed, printedAll: false);
        console.Output.WriteLine(left);
        console.Json(RelayReport.Answer(pass.Tally, collector, elapsed, end != PassEnd.Done) with { Problem = pass.Problem, Left = left });
        return end switch
        {
            PassEnd.Stopped => console.Fail($"Stopped. {left}"),
            PassEnd.CollectorFailed => console.Fail($"The collector {collector} took nothing for as long as an event is tried, so the rest was not read. {left}"),
            PassEnd.SourceFailed => console.Fail($"{pass.Problem} {left}"),
            _ => pass.Tally.IsAllDelivered ? ExitCode.Success : console.Fail($"Not all was delivered. {left}"),
        };
    }

    private static async Task<(PassEnd? End, string Left)> RelayAsync(RelayPass pass, ReplaySettings settings, RelayOptions options, ToolConsole console, CancellationToken cancellationToken)
    {
        if (settings.Queue is { } queue)
        {
            return await QueueReplay.RunAsync(pass, queue, options, settings.Most, console, cancellationToken);
        }

        if (settings.Rejected is { } folder)
        {
            return await RejectedReplay.RunAsync(pass, folder, settings.Most, console, cancellationToken);
        }

        RelayInput input = RelayInput.Of(settings.Files);
        PassEnd end = await pass.RunAsync(input.Source, input.Bytes, settings.Most, RelayInput.Failure, cancellationToken);
        return (end, "The files are as they were; replaying them again gives the same event ids.");
    }
}
