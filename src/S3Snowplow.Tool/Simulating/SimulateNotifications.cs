namespace S3Snowplow.Tool;

/// <summary>Simulates from recorded notifications.</summary>
internal static class SimulateNotifications
{
    /// <summary>Reads and simulates.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="files">The files; <c>-</c> is standard input.</param>
    /// <param name="since">From when on; <see langword="null"/>: not said.</param>
    /// <param name="until">Until when; <see langword="null"/>: not said.</param>
    /// <param name="console">Where progress and problems go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ListingException">No notification is of the time that was asked for.</exception>
    public static async Task<SimulationOutcome> RunAsync(
        SimulateSettings settings, IReadOnlyList<string> files, TimeBound? since, TimeBound? until, ToolConsole console, CancellationToken cancellationToken)
    {
        var cells = new ArrivalCells(settings.Bands);
        var recorded = new RecordedNotifications(cells, console.Time.GetUtcNow());
        long? total = files.Contains("-", StringComparer.Ordinal) ? null : files.Sum(file => new FileInfo(file).Length);
        using (ToolProgress progress = console.Progress("read", "bytes", total))
        {
            await recorded.ReadAsync(files, count => progress.Add(count), cancellationToken).ConfigureAwait(false);
        }

        foreach (string problem in recorded.Problems)
        {
            await console.Errors.WriteLineAsync(problem).ConfigureAwait(false);
        }

        DateTimeOffset newest = recorded.Facts.Newest ?? console.Time.GetUtcNow();
        DateTimeOffset asOf = Minutes.Time(Minutes.Of(newest) + 1);
        long end = Minutes.Of(until?.From(asOf) is { } said && said < asOf ? said : asOf);
        long from = since is not null ? Minutes.Of(since.From(asOf)) : end - (long)SimulateSettings.DefaultSince.TotalMinutes;
        if (recorded.Facts.OtherTime("notification", from, end) is { } otherTime)
        {
            throw new ListingException(otherTime);
        }

        long first = cells.First ?? from;
        from = since is null ? Math.Max(from, first) : from;
        var span = new ReplaySpan(Math.Max(from - Simulation.LeadMinutes, Math.Min(from, first)), from, Math.Max(end, from), settings.Lateness);
        string source = files.Count == 1 ? files[0] == "-" ? "standard input" : files[0] : $"{files.Count} files";
        bool isBinary = settings.Bands.Pipelines.Any(pipeline => pipeline.Throughput.IsBinary);
        return SimulationSteps.Fold(settings, source, cells, span, recorded.Facts, NotificationNotes.Of(source, recorded.Facts, isBinary), [], console, cancellationToken);
    }
}
