using System.CommandLine;
using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>The commands that have to do with Elasticsearch: <c>judge</c>, <c>index</c>, and <c>elasticsearch</c> with <c>check</c> and <c>print</c>.</summary>
internal static class ElasticsearchCommands
{
    private static readonly Dictionary<string, Func<ElasticsearchOptions, CapacityBands?, string>> Files = new(StringComparer.Ordinal)
    {
        ["component-template"] = (options, _) => ElasticsearchFiles.ComponentTemplate(options),
        ["index-template"] = (options, _) => ElasticsearchFiles.IndexTemplate(options),
        ["legacy-template"] = (options, _) => ElasticsearchFiles.LegacyTemplate(options),
        ["query"] = (options, _) => ElasticsearchFiles.Query(options, Example, Example + 5),
        ["picture"] = ElasticsearchFiles.Picture,
        ["picture-search"] = ElasticsearchFiles.PictureSearch,
        ["kibana"] = ElasticsearchFiles.KibanaObjects,
        ["opensearch-dashboards"] = ElasticsearchFiles.OpenSearchDashboardsObjects,
    };

    // What can go by the bands.
    private static readonly string[] Pictures = ["picture", "picture-search", "kibana", "opensearch-dashboards"];

    // Five minutes from the first of January 2026 on: enough to see what a longer time looks like.
    private static long Example => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;

    private static string? ApiKey => Environment.GetEnvironmentVariable("ELASTICSEARCH_API_KEY") is { Length: > 0 } key ? key : null;

    public static IEnumerable<Command> All(CommandRun run)
    {
        Option<Uri> elasticsearch = AddressOption.Create("--elasticsearch", "https://HOST:PORT, or http:// to this machine.", isRequired: true);
        var settings = new ElasticsearchSettings(Environment.GetEnvironmentVariable);
        yield return Judge(run, elasticsearch, settings);
        yield return Index(run, elasticsearch);

        var server = new Command("elasticsearch", "Checks a server for what the evaluation needs of it, and prints the files that it needs.");
        server.Subcommands.Add(Check(run, elasticsearch, settings));
        server.Subcommands.Add(Print(run, settings));
        yield return server;
    }

    private static Command Judge(CommandRun run, Option<Uri> address, ElasticsearchSettings settings)
    {
        Option<Uri> collector = AddressOption.Create("--collector", "Where the events of what there is to tell are sent: https://HOST, or http:// to this machine. Without it they are printed only.", isRequired: false);
        var bands = new Option<string?>("--bands") { Description = "A file or folder of bands; without it, the capacities in the index." };
        var delay = new Option<int>("--delay") { Description = "How many minutes the loader and the index need until an event can be found.", DefaultValueFactory = _ => 5 };
        delay.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) && minutes <= 60))
            {
                result.AddError($"--delay is {result.Tokens[0].Value}; 0 to 60 minutes are allowed.");
            }
        });
        var judge = new Command("judge", "Judges once from Elasticsearch, and sends what there is to tell. An API key is read from ELASTICSEARCH_API_KEY.") { address, bands, collector, delay };
        foreach (Option option in (Option[])[.. settings.OfDocuments, .. settings.OfReading])
        {
            judge.Add(option);
        }

        run.Set(judge, (parsed, console, cancellationToken) => JudgeRun.RunAsync(
            new JudgeSettings(settings.Read(parsed, parsed.GetValue(address)), parsed.GetValue(collector), TimeSpan.FromMinutes(parsed.GetValue(delay))) { Bands = parsed.GetValue(bands) }, console, cancellationToken));
        return judge;
    }

    private static Command Print(CommandRun run, ElasticsearchSettings settings)
    {
        var file = new Argument<string>("file") { Description = string.Join(", ", Files.Keys) };
        file.AcceptOnlyFromAmong([.. Files.Keys]);
        var bandsOption = new Option<string?>("--bands") { Description = "For pictures: a bands.yml that says whose the objects are, where their events carry no pipeline." };
        var print = new Command("print", "Prints a file of deploy/elasticsearch for schemas and indices of your own.") { file, bandsOption };
        foreach (Option option in settings.OfDocuments)
        {
            print.Add(option);
        }

        run.Set(print, (parsed, console, _) => Task.FromResult(PrintFile(parsed, console)));
        return print;

        int PrintFile(ParseResult parsed, ToolConsole console)
        {
            string name = parsed.GetValue(file)!;
            CapacityBands? bands = null;
            if (parsed.GetValue(bandsOption) is { } path)
            {
                if (!Pictures.Contains(name))
                {
                    return console.Refuse($"--bands is for {string.Join(", ", Pictures)}; {name} does not depend on it.");
                }

                if ((bands = CheckRun.Load(path, console.Errors)) is null)
                {
                    return ExitCode.Refused;
                }
            }

            try
            {
                string content = Files[name](settings.Read(parsed), bands);
                console.Output.Write(content);
                console.Json(new { File = name, Content = content });
                return ExitCode.Success;
            }
            catch (ArgumentException exception)
            {
                return console.Refuse(exception.Message);
            }
        }
    }

    private static Command Check(CommandRun run, Option<Uri> elasticsearch, ElasticsearchSettings settings)
    {
        var documents = new Option<int>("--documents") { Description = "Also makes so many documents, and prints what reading costs in each form." };
        var check = new Command("check", "Tries on a server whatever the evaluation rests on, in indices of its own, which it deletes. An API key is read from ELASTICSEARCH_API_KEY.") { elasticsearch, documents };
        foreach (Option option in settings.OfConnecting)
        {
            check.Add(option);
        }

        documents.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--documents is {result.Tokens[0].Value}; a whole number, 0 or more, is allowed.");
            }
        });
        run.Set(check, (parsed, console, cancellationToken) =>
            ElasticsearchCheckRun.RunAsync(new ElasticsearchCheckSettings(settings.ReadConnection(parsed, parsed.GetValue(elasticsearch)!), parsed.GetValue(documents)), console, cancellationToken));
        return check;
    }

    private static Command Index(CommandRun run, Option<Uri> elasticsearch)
    {
        Option<Uri> micro = AddressOption.Create("--micro", "The address of Snowplow Micro.", isRequired: true, isSecret: false);
        var name = new Option<string>("--index") { Description = "The index that is written to.", DefaultValueFactory = _ => "snowplow" };
        var date = new Option<string?>("--date-suffix") { Description = "Put behind --index by each event's derived_tstamp, for example -yyyy-MM-dd: an event that comes twice stays one document." };
        var index = new Command("index", "Copies the good events of Snowplow Micro (1 to 4) to Elasticsearch, as Snowplow's loader would write them. An API key is read from ELASTICSEARCH_API_KEY.") { micro, elasticsearch, name, date };
        run.Set(index, (parsed, console, cancellationToken) => IndexRun.RunAsync(
            new IndexSettings(parsed.GetValue(micro)!, parsed.GetValue(elasticsearch)!, parsed.GetValue(name)!, parsed.GetValue(date), ApiKey), console, cancellationToken));
        return index;
    }
}
