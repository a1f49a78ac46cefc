using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>The command <c>replay</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandRun run)
    {
        Argument<string[]> files = FileArgument.Create("Files with notifications, as of relay: an export of a dead letter queue, one message a line.");
        Option<Uri> queue = AddressOption.Create("--queue", "The URL of a dead letter queue in SQS. What is delivered is deleted from it, everything else stays. Who asks is found by Amazon's chain of credentials.", isRequired: false, isSecret: false);
        var region = new Option<string?>("--region") { Description = "The region of the queue, where its URL has none and AWS_REGION is not set." };
        Option<Uri> endpoint = AddressOption.Create("--endpoint", "The address that requests for the queue go to, where it is not the host of --queue.", isRequired: false, isSecret: false);
        var rejected = new Option<string?>("--rejected") { Description = "The folder of a spool (the setting Spool:Directory). Without --collector its rejected notifications are put back into the spool, while no process uses it." };
        var most = new Option<long?>("--max") { Description = "How many messages are replayed at most." };
        Option<Uri> collector = CollectorOption.Create("The collector (https://HOST, or http:// to this machine).", isRequired: false);
        Option<bool> allowHttp = CollectorOption.AllowHttp();
        Option<string?> schema = RelayCommand.Schema();
        var command = new Command("replay", "Relays what could not be delivered before: dead letter queues, the rejected notifications of a spool, or files of them. Mend first what was wrong.")
        {
            files, queue, region, endpoint, rejected, most, collector, allowHttp, schema,
        };
        CollectorOption.Check(command, collector, allowHttp);
        most.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0))
            {
                result.AddError($"--max is {token.Value}; a whole number, 1 or more, is allowed.");
            }
        });
        command.Validators.Add(result =>
        {
            foreach (string problem in Problems(result, files, queue, rejected, collector, most))
            {
                result.AddError(problem);
            }

            if (!result.Errors.Any() && AddressOption.Given(result, queue) is { } address)
            {
                foreach (string problem in new QueueSettings(address, result.GetValue(region), AddressOption.Given(result, endpoint)).Problems())
                {
                    result.AddError(problem);
                }
            }
        });
        run.Set(command, (parsed, console, cancellationToken) => ReplayRun.RunAsync(
            new ReplaySettings(
                parsed.GetValue(files) ?? [],
                parsed.GetValue(queue) is { } address ? new QueueSettings(address, parsed.GetValue(region), parsed.GetValue(endpoint)) : null,
                parsed.GetValue(rejected), parsed.GetValue(collector), parsed.GetValue(allowHttp), parsed.GetValue(schema), parsed.GetValue(most)),
            console,
            cancellationToken));
        return command;
    }

    private static IEnumerable<string> Problems(CommandResult result, Argument<string[]> files, Option<Uri> queue, Option<string?> rejected, Option<Uri> collector, Option<long?> most)
    {
        bool hasFiles = result.GetResult(files) is { Tokens.Count: > 0 };
        bool hasQueue = Has(result, queue);
        bool hasRejected = Has(result, rejected);
        int sources = (hasFiles ? 1 : 0) + (hasQueue ? 1 : 0) + (hasRejected ? 1 : 0);
        if (sources != 1)
        {
            yield return sources == 0
                ? "Nothing is named to replay: give --queue URL for a dead letter queue, --rejected DIR for a spool, or files with notifications."
                : "Of files, --queue and --rejected more than one is given; one run replays one of them.";
        }

        if (sources == 1 && !hasRejected && !Has(result, collector))
        {
            yield return "--collector is not given; replaying needs the address of the collector, https://HOST.";
        }

        if (hasRejected && !Has(result, collector) && Has(result, most))
        {
            yield return "--max has no meaning where everything is put back into the spool; give --collector to relay so many.";
        }
    }

    private static bool Has(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
