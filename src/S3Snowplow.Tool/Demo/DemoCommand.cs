using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandRun run)
    {
        var bands = new Option<string?>("--bands") { Description = "Judge against this bands.yml instead of the bundled one." };
        var report = new Option<string?>("--out") { Description = "Where the report is written; without it, to a folder for temporary files." };
        var seed = new Option<int>("--seed") { Description = "The seed of the noise on the objects' sizes.", DefaultValueFactory = _ => 1 };
        var watch = new Option<bool>("--watch") { Description = "Play the day live on a page in the browser, four minutes of it a second, until Ctrl+C." };
        Option<int> port = PortOption.Create("--port", "With --watch: the port of the page on this machine; 0 takes a free one.", 8080);
        var command = new Command("demo", "Relays a day of notifications to a collector in this process, judges them, tells what it would have told you, and draws the day as a report. Needs nothing else.") { bands, report, seed, watch, port };
        run.Set(command, (parsed, console, cancellationToken) =>
        {
            var settings = new DemoSettings(parsed.GetValue(bands), parsed.GetValue(report), parsed.GetValue(seed));
            if (!parsed.GetValue(watch))
            {
                return parsed.GetResult(port) is { Implicit: false }
                    ? Task.FromResult(console.Refuse("--port is for the page of --watch. Nothing was done."))
                    : DemoRun.RunAsync(settings, console, cancellationToken);
            }

            return settings.Report is not null || console.IsJson
                ? Task.FromResult(console.Refuse($"{(console.IsJson ? "--json" : "--out")} has no meaning together with --watch, which goes on until it is stopped. Nothing was done."))
                : DemoWatch.RunAsync(settings, parsed.GetValue(port), console, cancellationToken);
        });
        return command;
    }
}
