using System.CommandLine;
using System.CommandLine.Parsing;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool;

/// <summary>The command <c>relay</c>.</summary>
internal static class RelayCommand
{
    public static Command Create(CommandRun run)
    {
        Argument<string[]> files = FileArgument.Create("Files with notifications: one JSON document, or one a line (NDJSON). '-' is standard input.");
        var samples = new Option<bool>("--samples") { Description = "Relay the bundled notifications, one of every shape, instead of files." };
        Option<Uri> collector = CollectorOption.Create("Send to this collector (https://HOST, or http:// to this machine) instead of one in this process.", isRequired: false);
        Option<bool> allowHttp = CollectorOption.AllowHttp();
        Option<string?> schema = Schema();
        var watch = new Option<bool>("--watch") { Description = "Keep the collector in this process running afterwards, for a look at its /micro/good, until Ctrl+C." };
        var all = new Option<bool>("--all") { Description = $"Print a row for each event as it settles; without it, a table of up to {RelayTally.MostRows} events, and a summary of more." };
        var command = new Command("relay", "Relays S3 notifications as Snowplow events and prints what became of each.") { files, samples, collector, allowHttp, schema, watch, all };
        CollectorOption.Check(command, collector, allowHttp);
        command.Validators.Add(result =>
        {
            bool hasFiles = result.GetResult(files) is { Tokens.Count: > 0 };
            if (hasFiles == result.GetValue(samples))
            {
                result.AddError(hasFiles
                    ? "--samples relays the bundled notifications, and files are named as well: either the one or the other."
                    : "Nothing is named to relay: give files with notifications, '-' for standard input, or --samples for the bundled ones. s3snowplow demo shows the whole with made-up traffic.");
            }

            if (result.GetValue(watch) && result.GetResult(collector) is { Implicit: false })
            {
                result.AddError("--watch keeps the collector in this process running; it has no meaning together with --collector.");
            }

            if (result.GetValue(all) && result.GetResult(JsonOption.Option) is { Implicit: false })
            {
                result.AddError("--all prints rows as they come, and --json one document at the end: either the one or the other.");
            }
        });
        run.Set(command, (parsed, console, cancellationToken) => RelayRun.RunAsync(
            new RelaySettings(
                parsed.GetValue(files) ?? [], parsed.GetValue(samples), parsed.GetValue(collector), parsed.GetValue(allowHttp), parsed.GetValue(schema), parsed.GetValue(watch), parsed.GetValue(all)),
            console,
            cancellationToken));
        return command;
    }

    /// <summary>Makes <c>--schema</c>.</summary>
    public static Option<string?> Schema()
    {
        var schema = new Option<string?>("--schema") { Description = $"The schema URI of the events. The default is {ObjectEventMapper.DefaultSchema}." };
        schema.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IgluUri.TryParse(token.Value, out _))
            {
                result.AddError($"--schema is '{token.Value}'; allowed: iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION, for example {ObjectEventMapper.DefaultSchema}.");
            }
        });
        return schema;
    }
}
