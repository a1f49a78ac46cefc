using System.CommandLine;
using System.Globalization;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool;

/// <summary>The command <c>backfill</c>.</summary>
internal static class BackfillCommand
{
    private const int DefaultRate = 500;
    private const int MaxRate = 1_000_000;

    private static readonly (string Setting, string Option)[] Names =
    [
        (nameof(RelayOptions.CollectorUri), "--collector"), (nameof(RelayOptions.AllowHttp), "--allow-http"), (nameof(RelayOptions.EventSchema), "--schema"), (nameof(RelayOptions.AppId), "--app-id"),
    ];

    public static Command Create(CommandRun run)
    {
        var listing = new ListingOptions();
        var collector = new Option<string>("--collector") { Description = "The collector that the events are sent to: https://HOST, or http:// to this machine.", HelpName = "URL", Required = true };
        var allowHttp = new Option<bool>("--allow-http") { Description = "Allow http:// to other machines; the events then travel in the clear." };
        var schema = new Option<string>("--schema") { Description = "The schema URI of the events.", HelpName = "URI", DefaultValueFactory = _ => ObjectEventMapper.DefaultSchema.Text };
        var application = new Option<string>("--app-id") { Description = "The application's id in the events.", HelpName = "ID", DefaultValueFactory = _ => new RelayOptions().AppId };
        var rate = new Option<int>("--rate") { Description = "How many events a second are sent at most.", HelpName = "N", DefaultValueFactory = _ => DefaultRate };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int events) && events is >= 1 and <= MaxRate))
            {
                result.AddError($"--rate is '{result.Tokens[0].Value}'; 1 to {MaxRate} events a second are allowed.");
            }
        });

        var command = new Command("backfill", "Sends the objects that a bucket holds as object events to a collector. The ids are the same in every run, and never those of notifications.");
        foreach (Option option in (Option[])[.. listing.All(), collector, allowHttp, schema, application, rate])
        {
            command.Add(option);
        }

        run.Set(command, async (parsed, console, cancellationToken) =>
        {
            var options = new RelayOptions
            {
                CollectorUri = Uri.TryCreate(parsed.GetValue(collector), UriKind.RelativeOrAbsolute, out Uri? given) ? given : null,
                AllowHttp = parsed.GetValue(allowHttp),
                EventSchema = parsed.GetValue(schema)!,
                AppId = parsed.GetValue(application)!,
            };
            string[] wrong = [.. KeyPrivacyVariables.Read(options, Environment.GetEnvironmentVariable), .. options.Validate().Select(KeyPrivacyVariables.Called)];
            if (wrong.Length > 0)
            {
                return console.Refuse(string.Join(Environment.NewLine, wrong.Select(Called)));
            }

            ListingSelection selection = await listing.OpenAsync(parsed, console.Time, cancellationToken).ConfigureAwait(false);
            await using (selection.ConfigureAwait(false))
            {
                return selection.Problem is { } problem
                    ? console.Refuse($"{problem} Nothing was sent.")
                    : await new BackfillRun(new BackfillSettings(options, parsed.GetValue(rate)), selection, console).RunAsync(cancellationToken).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static string Called(string message) => Names.Aggregate(message, (text, name) => text.Replace(name.Setting, name.Option, StringComparison.Ordinal));
}
