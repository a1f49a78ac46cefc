using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandRun run)
    {
        var bands = new Option<string?>("--bands") { Description = "Judge against this bands.yml instead of the bundled one." };
        var report = new Option<string?>("--out") { Description = "Where the report is written; a temporary file without." };
        var seed = new Option<int>("--seed") { Description = "Seed of the noise.", DefaultValueFactory = _ => 1 };
        var command = new Command("demo", "Relays a day of S3 notifications to a collector in this process, in simulated time, judges them against the capacities of bands.yml, and draws the day.") { bands, report, seed };
        run.Set(command, (parsed, console, cancellationToken) =>
            DemoRun.RunAsync(parsed.GetValue(bands), parsed.GetValue(report), parsed.GetValue(seed), console.Output, console.Errors, cancellationToken));
        return command;
    }
}
