namespace S3Snowplow.Tool;

/// <summary>Simulates from what lies in a bucket.</summary>
internal static class SimulateListing
{
    private static readonly TimeSpan SavedEvery = TimeSpan.FromSeconds(10);

    /// <summary>Reads and simulates.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="listing">What is read.</param>
    /// <param name="since">From when on; <see langword="null"/>: not said.</param>
    /// <param name="until">Until when; <see langword="null"/>: not said.</param>
    /// <param name="saved">Where sums are kept while it is read; <see langword="null"/>: nowhere.</param>
    /// <param name="console">Where progress goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ListingException">It cannot be read, or not further.</exception>
    public static async Task<SimulationOutcome> RunAsync(
        SimulateSettings settings, IObjectListing listing, DateTimeOffset? since, DateTimeOffset? until, SavedSums? saved, ToolConsole console, CancellationToken cancellationToken)
    {
        DateTimeOffset asOf = saved?.Resume?.Started ?? listing.AsOf;
        long end = Minutes.Of(until is { } said && said < asOf ? said : asOf);
        string[] inputs = [.. settings.Bands.Pipelines.SelectMany(pipeline => pipeline.Inputs).Select(input => input.Prefix)];
        BucketHints hints = saved?.Resume is null ? await BucketHints.OfAsync(listing, settings.Bands.Default is null ? inputs : [], cancellationToken).ConfigureAwait(false) : saved.Hints;
        long from = since is { } begin ? Minutes.Of(begin) : end - SimulateSettings.DefaultMinutes(hints);
        var cells = new ArrivalCells(settings.Bands);
        var window = new ListingWindow(from - Simulation.LeadMinutes, end, settings.LeftOut);
        var listed = new ListedArrivals(window, (one, minute) => cells.Add(one.Bucket, one.Key, one.Size, minute));
        if (saved is not null)
        {
            saved.Hints = hints;
            saved.Restore(cells, listed, window);
        }

        using (ToolProgress progress = console.Progress("read", "objects"))
        {
            await ReadAsync(listing, listed, cells, window, saved, progress, console.Time, cancellationToken).ConfigureAwait(false);
        }

        if (since is not null && listed.Facts.OtherTime("object", from, end) is { } otherTime)
        {
            throw new ListingException(otherTime);
        }

        // What is older than the first arrival is no part of it, unless somebody says so.
        long first = cells.First ?? from;
        from = since is null ? Math.Max(from, first) : from;
        var span = new ReplaySpan(Math.Max(window.First, Math.Min(from, first)), from, end, settings.Lateness);
        bool isBinary = settings.Bands.Pipelines.Any(pipeline => pipeline.Throughput.IsBinary);
        IEnumerable<string> notes = ListingNotes.Of(listing.Name, listing.HasVersions, asOf, listed.Facts, isBinary).Concat(hints.Notes(listing.HasVersions));
        return SimulationSteps.Fold(settings, listing.Name, cells, span, listed.Facts, notes, ["This is from objects that still exist, with today's bands, and with no delay."], console, cancellationToken);
    }

    private static async Task ReadAsync(
        IObjectListing listing, ListedArrivals listed, ArrivalCells cells, ListingWindow window, SavedSums? saved, ToolProgress progress, TimeProvider time, CancellationToken cancellationToken)
    {
        long last = time.GetTimestamp();
        ListingCursor? reached = null;
        try
        {
            await foreach (ListingPage page in listing.ReadAsync(saved?.Resume, cancellationToken).ConfigureAwait(false))
            {
                listed.Add(page.Objects);
                progress.Add(page.Objects.Count);
                reached = page.Cursor;
                if (saved is not null && time.GetElapsedTime(last) >= SavedEvery)
                {
                    saved.Save(reached, cells, listed, window);
                    last = time.GetTimestamp();
                }
            }

            saved?.Remove();
        }
        catch (Exception exception) when (saved is not null && reached is not null && exception is ListingException or OperationCanceledException or IOException)
        {
            saved.Save(reached, cells, listed, window);
            throw;
        }
    }
}
