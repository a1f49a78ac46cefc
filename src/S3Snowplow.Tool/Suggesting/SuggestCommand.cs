using System.CommandLine;
using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>The command <c>bands suggest</c>.</summary>
internal static class SuggestCommand
{
    public static Command Create(CommandRun run)
    {
        var output = new Option<string?>("--out") { Description = "Write a bands.yml there.", HelpName = "bands.yml" };
        Option<decimal> margin = Margin();
        Option<Throughput?> given = Given();
        var listing = new ListingOptions();
        var command = new Command("suggest", "Suggests inputs and bands from what lies in a bucket: which prefixes have a life of their own, and what capacity each would have needed.") { output, given, margin };

        // It takes one pass, and has nothing to go on with.
        Option[] source = [.. listing.All().Where(option => option.Name != "--cursor")];
        foreach (Option option in source)
        {
            command.Options.Add(option);
        }

        run.Set(command, async (parsed, console, cancellationToken) =>
        {
            string? problem = null;
            using OutputFile? file = parsed.GetValue(output) is { } path ? OutputFile.TryOpen("--out", path, out problem) : null;
            if (problem is not null)
            {
                return console.Refuse(problem);
            }

            await using ListingSelection selection = await listing.OpenAsync(parsed, console.Time, cancellationToken);
            return selection.Listing is not { } read
                ? console.Refuse(selection.Problem!)
                : await SuggestRun.RunAsync(Settings(parsed), read, selection.Since, selection.Until, file, console, cancellationToken);
        });
        return command;

        SuggestSettings Settings(ParseResult parsed) => new(parsed.GetValue(margin), parsed.GetValue(given))
        {
            Source = GivenOptions.Of(parsed, source),
            Others = GivenOptions.Of(parsed, [margin, given]),
        };
    }

    private static Option<decimal> Margin() => new("--margin")
    {
        Description = "The bands are so many times what would have been needed.",
        HelpName = "FACTOR",
        DefaultValueFactory = _ => 1.3m,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal margin) && margin is >= 1 and <= 10)
            {
                return margin;
            }

            result.AddError($"--margin is '{text}'; allowed: 1 to 10, for example 1.3.");
            return 0;
        },
    };

    private static Option<Throughput?> Given() => new("--throughput")
    {
        Description = "What one of your processors takes, for example '150 GB/h': every input gets a pipeline of it, ready for simulate.",
        HelpName = "RATE",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Throughput.TryParse(text, out Throughput throughput, out string? problem))
            {
                return throughput;
            }

            result.AddError($"--throughput: {problem} Allowed: {Throughput.Allowed}.");
            return null;
        },
    };
}
