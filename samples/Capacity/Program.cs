using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using S3Snowplow.CapacitySample;

// The whole program: a day in seconds (the default), check a file, submit capacities; and what there is to do with Elasticsearch.
var bandsOption = new Option<string?>("--bands") { Description = "Judge against this bands.yml instead of the bundled one." };
var outOption = new Option<string?>("--out") { Description = "Where the picture is written; a temporary file without." };
var seedOption = new Option<int>("--seed") { Description = "Seed of the noise.", DefaultValueFactory = _ => 1 };
var root = new RootCommand("Relays a day of S3 notifications to a collector in this process, in simulated time, judges them against the capacities of bands.yml, and draws the day.") { bandsOption, outOption, seedOption };
root.SetAction((parsed, cancellationToken) =>
    DemoRun.RunAsync(parsed.GetValue(bandsOption), parsed.GetValue(outOption), parsed.GetValue(seedOption), Console.Out, Console.Error, cancellationToken));

var fileArgument = new Argument<string>("bands") { Description = "The file; with --git, its path in the repository." };
var check = new Command("check", "Says what is wrong in a bands.yml, and what is most likely not meant, with line and column.") { fileArgument };
check.SetAction(parsed => CheckRun.Run(parsed.GetValue(fileArgument)!, Console.Out, Console.Error));

Option<Uri> collector = AddressOption.Create("--collector", "https://HOST, or http:// to this machine.", isRequired: true);
var git = new Option<string?>("--git") { Description = "A git repository: a folder, or whatever git clone takes." };
var branch = new Option<string>("--branch") { Description = "Its branch.", DefaultValueFactory = _ => "main" };
var cursor = new Option<string?>("--cursor") { Description = "The file that remembers what was submitted, and since when it holds. Without --git by default .BANDS.submitted beside the bands." };
var effective = new Option<DateTimeOffset?>("--effective-from") { Description = "Since when the bands hold, where no file outlives the run (CI): the same bands and time give the same events. For example the time of the commit." };
var submit = new Command("submit", "Sends the capacities once and waits until the collector has them; for cron, CI or any scheduler.") { fileArgument, git, branch, cursor, effective, collector };
submit.SetAction((parsed, cancellationToken) => SubmitRun.RunAsync(
    new SubmitSettings(parsed.GetValue(fileArgument)!, parsed.GetValue(git), parsed.GetValue(branch)!, parsed.GetValue(cursor), parsed.GetValue(collector)!, parsed.GetValue(effective)),
    Console.Out,
    Console.Error,
    cancellationToken));

root.Subcommands.Add(check);
root.Subcommands.Add(submit);
foreach (Command command in ElasticsearchCommands.All())
{
    root.Subcommands.Add(command);
}

ParseResult parsed = root.Parse(args);
if (parsed.Action is not ParseErrorAction)
{
    return await parsed.InvokeAsync();
}

// The whole help behind it would hide what is wrong; and 1 means that it was tried.
foreach (ParseError error in parsed.Errors)
{
    await Console.Error.WriteLineAsync(error.Message);
}

await Console.Error.WriteLineAsync($"See {(parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ")}--help.");
return 2;
