using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>relay</c>.</summary>
internal static class RelayCommand
{
    public static Command Create(CommandRun run)
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Files with notifications: one JSON document, or one a line (NDJSON). '-' is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var collector = new Option<string?>("--collector") { Description = "Send to this collector (https://HOST, or http:// to this machine) instead of the embedded one." };
        var allowHttp = new Option<bool>("--allow-http") { Description = "Allow http:// to other machines; the events then travel in the clear." };
        var schema = new Option<string?>("--schema") { Description = "The schema URI of the events. The default is iglu:io.s3snowplow/object_event/jsonschema/1-0-0." };
        var watch = new Option<bool>("--watch") { Description = "Keep the embedded collector running afterwards, for a look at its /micro/good, until Ctrl+C." };
        var command = new Command("relay", "Relays S3 notifications as Snowplow events and prints what became of each.") { files, collector, allowHttp, schema, watch };
        run.Set(command, (parsed, console, cancellationToken) => QuickstartRun.RunAsync(
            new QuickstartSettings(
                parsed.GetValue(files) ?? [],
                parsed.GetValue(collector),
                parsed.GetValue(allowHttp),
                parsed.GetValue(schema),
                parsed.GetValue(watch)),
            console.Output,
            console.Errors,
            cancellationToken));
        return command;
    }
}
