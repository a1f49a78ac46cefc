using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>bands suggest</c> asked for, beside what is read.</summary>
/// <param name="Margin">By how much more than what was needed is proposed.</param>
/// <param name="Given">What the user's processors take; <see langword="null"/>: that was not said.</param>
internal sealed record SuggestSettings(decimal Margin, Throughput? Given)
{
    /// <summary>The options that say what is read, as they were given, for the next command line.</summary>
    public string Source { get; init; } = "";

    /// <summary>The other options that were given, but for the file.</summary>
    public string Others { get; init; } = "";
}

/// <summary>Reads a listing once, and suggests bands.</summary>
internal static class SuggestRun
{
    /// <summary>Suggests.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="listing">What is read.</param>
    /// <param name="since">From when on; <see langword="null"/>: 28 days.</param>
    /// <param name="until">Until when; <see langword="null"/>: until the listing tells the truth.</param>
    /// <param name="file">Where the bands are written; <see langword="null"/>: nowhere.</param>
    /// <param name="console">Where it is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(
        SuggestSettings settings, IObjectListing listing, DateTimeOffset? since, DateTimeOffset? until, OutputFile? file, ToolConsole console, CancellationToken cancellationToken)
    {
        Suggestion suggestion;
        try
        {
            suggestion = await SuggestAsync(settings, listing, since, until, console, cancellationToken);
        }
        catch (Exception exception) when (exception is ListingException or IOException)
        {
            return console.Fail($"{exception.Message} Nothing is suggested.");
        }

        SuggestionText.Write(console, suggestion);
        if (file is null)
        {
            if (suggestion.Inputs.Count > 0)
            {
                string throughput = suggestion.Usable.Any() ? "" : " --throughput RATE";
                await console.Output.WriteLineAsync($"Next: s3snowplow bands suggest{settings.Source}{settings.Others}{throughput} --out bands.yml{(throughput.Length > 0 ? " (RATE is what one of your processors takes, for example \"150 GB/h\")" : "")}");
            }

            console.Json(SuggestionJson.Of(suggestion, file: null));
            return ExitCode.Success;
        }

        if (!suggestion.Usable.Any())
        {
            console.Json(SuggestionJson.Of(suggestion, file: null));
            return console.Fail($"{file.Path} was not written: {(suggestion.Inputs.Count == 0 ? "nothing was found that could be an input." : SuggestionWords.TooLittle(suggestion))}");
        }

        try
        {
            file.Write(writer => SuggestedFile.Write(suggestion, writer));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return console.Fail($"{file.Path} could not be written: {exception.Message}");
        }

        await console.Output.WriteLineAsync($"The bands: {file.Path}. {(settings.Given is null ? "Put in what your processors take." : "Read them.")}");
        await console.Output.WriteLineAsync($"Next: s3snowplow simulate --bands {GivenOptions.Quoted(file.Path)}{settings.Source} --out report.html");
        console.Json(SuggestionJson.Of(suggestion, file.Path));
        return ExitCode.Success;
    }

    /// <summary>Reads a listing, and makes the suggestion.</summary>
    /// <exception cref="ListingException">It cannot be read, or not further.</exception>
    public static async Task<Suggestion> SuggestAsync(
        SuggestSettings settings, IObjectListing listing, DateTimeOffset? since, DateTimeOffset? until, ToolConsole console, CancellationToken cancellationToken)
    {
        DateTimeOffset asOf = listing.AsOf;
        long end = Minutes.Of(until is { } said && said < asOf ? said : asOf);
        BucketHints hints = await BucketHints.OfAsync(listing, [], cancellationToken).ConfigureAwait(false);
        long from = since is { } begin ? Minutes.Of(begin) : end - SimulateSettings.DefaultMinutes(hints);
        var tree = new KeyTree();
        var listed = new ListedArrivals(new ListingWindow(from, end, new HashSet<long>()), (one, minute) =>
        {
            tree.Add(one, minute);
            return true;
        });
        using (ToolProgress progress = console.Progress("read", "objects"))
        {
            await foreach (ListingPage page in listing.ReadAsync(resume: null, cancellationToken).ConfigureAwait(false))
            {
                listed.Add(page.Objects);
                progress.Add(page.Objects.Count);
            }
        }

        tree.Close();
        IReadOnlyList<ProposedInput> inputs = new InputProposals(tree, from, end).All();
        using (ToolProgress progress = console.Progress("judged", "inputs", inputs.Count))
        {
            inputs =
            [
                .. inputs.Select(input =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress.Add();
                    return input.TooLittle is null ? input with { Needs = CapacitySearch.All(input.Facts, end) } : input;
                }),
            ];
        }

        bool isBinary = settings.Given?.IsBinary ?? false;
        return new Suggestion(listing.Name, asOf, Minutes.Time(from), inputs, listed.Facts, [.. ListingNotes.Of(listing.Name, listing.HasVersions, asOf, listed.Facts, isBinary), .. hints.Notes(listing.HasVersions)], settings.Margin)
        {
            Given = settings.Given,
        };
    }
}
