using System.CommandLine;
using System.CommandLine.Parsing;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;

namespace S3Snowplow.Tool;

/// <summary>The command <c>simulate</c>.</summary>
internal static class SimulateCommand
{
    private const int LatestMinutes = 60;

    public static Command Create(CommandRun run)
    {
        var bands = new Option<string>("--bands") { Description = "The bands.yml to judge by, or a folder with the default layout.", Required = true, HelpName = "FILE" };
        var notifications = new Option<string[]>("--notifications") { Description = "Recorded S3 notifications instead of a listing: one JSON document a file, or one a line (NDJSON). '-' is standard input.", AllowMultipleArgumentsPerToken = true, HelpName = "FILE..." };
        var report = new Option<string?>("--out") { Description = "Write a report with pictures there, as one HTML file.", HelpName = "report.html" };
        Option<int> lateness = Lateness();
        Option<string[]> leftOut = LeftOut();
        var listing = new ListingOptions();
        var command = new Command("simulate", "Would I have been warned? Replays what lies in a bucket, or recorded notifications, against the capacities of bands.yml: incidents, lead times, a picture.") { bands, notifications, report, lateness, leftOut };
        foreach (Option option in listing.All())
        {
            command.Options.Add(option);
        }

        run.Set(command, async (parsed, console, cancellationToken) =>
        {
            if (await CheckRun.LoadAsync(parsed.GetValue(bands)!, console, cancellationToken) is not { } read)
            {
                return ExitCode.Refused;
            }

            var settings = new SimulateSettings(read)
            {
                AreBandsSuggested = SuggestedMark.IsUnchanged(parsed.GetValue(bands)!),
                Lateness = parsed.GetValue(lateness),
                LeftOut = (parsed.GetValue(leftOut) ?? []).Select(text => Minutes.Of(TimeBound.TryParse(text)!.Instant!.Value)).ToHashSet(),
            };
            return await RunAsync(settings, parsed, listing, parsed.GetValue(notifications) ?? [], parsed.GetValue(bands)!, parsed.GetValue(report), console, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        SimulateSettings settings, ParseResult parsed, ListingOptions options, string[] notifications, string bands, string? report, ToolConsole console, CancellationToken cancellationToken)
    {
        if (Contradiction(notifications, options.IsGiven(parsed)) is { } contradiction)
        {
            return console.Refuse(contradiction);
        }

        string? problem = null;
        using OutputFile? file = report is null ? null : OutputFile.TryOpen("--out", report, out problem);
        if (problem is not null)
        {
            return console.Refuse(problem);
        }

        SimulationOutcome outcome;
        string? cursorPath = null;
        try
        {
            if (notifications.Length > 0)
            {
                outcome = await SimulateNotifications.RunAsync(settings, notifications, parsed.GetValue<TimeBound?>("--since"), parsed.GetValue<TimeBound?>("--until"), console, cancellationToken);
            }
            else
            {
                await using ListingSelection selection = await options.OpenAsync(parsed, console.Time, cancellationToken);
                if (selection.Listing is not { } listing)
                {
                    return console.Refuse(selection.Problem!);
                }

                SavedSums? saved = selection.Cursor is { } cursor ? new SavedSums(cursor, settings.Bands.ContentHash) : null;
                saved?.Load(selection.Resume);
                cursorPath = selection.Cursor?.Path;
                outcome = await SimulateListing.RunAsync(settings, listing, selection.Since, selection.Until, saved, console, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is ListingException or IOException or UnauthorizedAccessException)
        {
            return console.Fail($"{exception.Message} Nothing was simulated.{GoOn(exception, cursorPath)}");
        }

        if (outcome.Facts.IsEmpty)
        {
            return console.Fail(outcome.Facts.HasOthers
                ? $"No object of {outcome.Source} is in the time that is looked at, so nothing can be said. --since and --until choose that time."
                : "Nothing was read, so nothing can be said.");
        }

        int code = Tell(outcome, settings.Bands, file, console);
        if (code == ExitCode.Success && File.Exists(bands))
        {
            await console.Output.WriteLineAsync($"Next: s3snowplow serve --set {GivenOptions.Quoted($"S3Snowplow:Capacity:BandsFile={bands}")}");
        }

        return code == ExitCode.Success && outcome.Facts.Problems > 0
            ? console.Fail($"{CountText.Of(outcome.Facts.Problems, "part")} of notifications could not be read. The others were simulated.")
            : code;
    }

    // What was read is worth a word only where there is any.
    private static string GoOn(Exception exception, string? cursor) =>
        cursor is not null ? File.Exists(cursor) ? $" What was read is kept beside {cursor}: the same command line goes on from there." : ""
        : exception is ListingException { HasRead: true } ? " With --cursor FILE the next run can continue."
        : "";

    private static int Tell(SimulationOutcome outcome, CapacityBands bands, OutputFile? file, ToolConsole console)
    {
        SimulationText.Write(console, outcome);
        try
        {
            file?.Write(writer => ReportPage.Write(SimulationReport.Of(outcome, bands, console.Time.GetUtcNow()), writer));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            console.Json(SimulationJson.Of(outcome, report: null));
            return console.Fail($"It was simulated, but the report {file!.Path} could not be written: {exception.Message}");
        }

        if (file is not null)
        {
            console.Output.WriteLine($"The report: {file.Path}");
        }

        console.Json(SimulationJson.Of(outcome, file?.Path));
        return ExitCode.Success;
    }

    private static string? Contradiction(string[] notifications, bool isListing) =>
        notifications.Length > 0 && isListing ? "--notifications is given together with --bucket or --inventory; they are different histories of the same objects. Leave one out. Nothing was done."
        : notifications.Length == 0 && !isListing ? "What is to be simulated? --bucket NAME, --inventory FILES or --notifications FILES is needed. Nothing was done."
        : notifications.FirstOrDefault(file => file != "-" && !File.Exists(file)) is { } missing ? $"--notifications names '{missing}', but there is no such file. Nothing was done."
        : null;

    private static Option<int> Lateness()
    {
        var lateness = new Option<int>("--lateness") { Description = "Take each notification to come so many minutes late. The default is 0; real ones are late by a minute or two.", HelpName = "MINUTES" };
        lateness.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out int minutes) || minutes is < 0 or > LatestMinutes))
            {
                result.AddError($"--lateness is '{result.Tokens[0].Value}'; allowed: 0 to {LatestMinutes}, in minutes.");
            }
        });
        return lateness;
    }

    private static Option<string[]> LeftOut()
    {
        var leftOut = new Option<string[]>("--leave-out") { Description = "A minute whose objects did not arrive then, such as that of a migration: 2026-11-20T10:05Z.", AllowMultipleArgumentsPerToken = true, HelpName = "TIME..." };
        leftOut.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => TimeBound.TryParse(token.Value)?.Instant is null))
            {
                result.AddError($"--leave-out is '{token.Value}'; allowed: a time such as 2026-11-20T10:05Z.");
            }
        });
        return leftOut;
    }
}
