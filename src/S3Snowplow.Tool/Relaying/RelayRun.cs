using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>relay</c> asked for.</summary>
/// <param name="Files">The files; none with <paramref name="IsSamples"/>.</param>
/// <param name="IsSamples">Whether the bundled notifications are relayed.</param>
/// <param name="Collector">Where to; <see langword="null"/>: to a collector in this process.</param>
/// <param name="AllowHttp">Whether events may travel in the clear to another machine.</param>
/// <param name="Schema">The schema of the events; <see langword="null"/>: the default one.</param>
/// <param name="IsWatched">Whether the collector in this process goes on afterwards.</param>
/// <param name="PrintsAll">Whether each event has a row, however many there are.</param>
internal sealed record RelaySettings(IReadOnlyList<string> Files, bool IsSamples, Uri? Collector, bool AllowHttp = false, string? Schema = null, bool IsWatched = false, bool PrintsAll = false);

/// <summary>Notifications in, what became of each, and what the collector says in the end. Exit code 0: all was delivered, and the collector in this process calls it good; 1: not all.</summary>
internal static class RelayRun
{
    public static async Task<int> RunAsync(RelaySettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        string schema = settings.Schema ?? ObjectEventMapper.DefaultSchema.Text;
        await using LocalCollector? local = settings.Collector is null ? await EmbeddedCollector.StartAsync(schema, console.Time, cancellationToken) : null;
        RelayOptions options = RelayPass.Options(local?.Uri ?? settings.Collector, schema, settings.AllowHttp);
        if (KeyPrivacyVariables.ProblemsOfNotifications(options, Environment.GetEnvironmentVariable) is { Count: > 0 } wrong)
        {
            return console.Refuse($"{string.Join(' ', wrong)} Nothing was sent.");
        }

        string collector = CollectorOption.Printed(options.CollectorUri!);
        console.Output.WriteLine(local is null ? $"Relaying to {collector}" : $"Relaying to a collector in this process, {collector}, which judges each event by its schema and ends with this command.");
        await console.Output.FlushAsync(cancellationToken);

        RelayInput input = settings.IsSamples ? RelayInput.Samples() : RelayInput.Of(settings.Files);
        long began = console.Time.GetTimestamp();
        var pass = new RelayPass(console, options, settings.PrintsAll);
        PassEnd end = await pass.RunAsync(input.Source, input.Bytes, most: null, RelayInput.Failure, cancellationToken);
        CollectorVerdict? verdict = local is null ? null : await EmbeddedCollector.VerdictAsync(local);
        TimeSpan elapsed = console.Time.GetElapsedTime(began);

        RelayReport.Write(console, pass.Tally, elapsed, settings.PrintsAll);
        if (verdict is not null)
        {
            RelayReport.Write(console, verdict);
        }

        console.Json(RelayReport.Answer(pass.Tally, collector, elapsed, end != PassEnd.Done) with { Verdict = verdict, Problem = pass.Problem });
        if (local is not null && settings.IsWatched && end == PassEnd.Done)
        {
            await EmbeddedCollector.WatchAsync(local, console, cancellationToken);
        }

        return Judge(end, pass, verdict, collector, options.Delivery.RetryBudget, console);
    }

    private static int Judge(PassEnd end, RelayPass pass, CollectorVerdict? verdict, string collector, TimeSpan budget, ToolConsole console)
    {
        const string Again = "Relaying the same again is harmless: it gives the same event ids.";
        return end switch
        {
            PassEnd.Stopped => console.Fail($"Stopped. What is counted as delivered is at the collector, the rest was not sent. {Again}"),
            PassEnd.CollectorFailed => console.Fail($"The collector {collector} took nothing for {budget.TotalSeconds:0.##} s, for as long as an event is tried, and reading ended there. Start it, or name another with --collector, and run the same command again. {Again}"),
            PassEnd.SourceFailed => console.Fail($"{pass.Problem} What was read before it has been relayed. {Again}"),
            _ when pass.Tally.Notifications == 0 => console.Fail("There was no notification in what was read, so nothing was sent."),
            _ => pass.Tally.IsAllDelivered && verdict is not { Bad: > 0 } ? ExitCode.Success : ExitCode.Failed,
        };
    }
}
