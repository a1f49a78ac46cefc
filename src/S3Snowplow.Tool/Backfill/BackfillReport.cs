using System.Globalization;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>Says what a backfill does, what it did, and how to go on.</summary>
internal sealed class BackfillReport(ToolConsole console, BackfillSettings settings, ListingSelection selection, DateTimeOffset until, BackfillCounts counts)
{
    private string Collector => settings.Options.CollectorUri!.GetLeftPart(UriPartial.Authority);

    /// <summary>What will be done.</summary>
    public void Begin()
    {
        IObjectListing listing = selection.Listing!;
        console.Output.WriteLine($"Reading {(listing.HasVersions ? "all versions of " : "")}{listing.Name}{(selection.Resume is { LastKey.Length: > 0 } ? ", from where the last run ended" : "")}.");
        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Sending to the collector {Collector}: at most {settings.EventsPerSecond:N0} events a second, of objects modified {(selection.Since is { } since ? $"from {AlertWords.Wire(since)} and " : "")}before {AlertWords.Wire(until)}."));
    }

    /// <summary>An earlier run has done all.</summary>
    public int NothingLeft()
    {
        console.Output.WriteLine($"The collector {Collector} is sent nothing: an earlier run has sent all. To begin anew, remove {selection.Cursor!.Path}; ids stay the same.");
        console.Json(Result(null, isComplete: true));
        return ExitCode.Success;
    }

    /// <summary>What was done.</summary>
    /// <param name="problem">What ended it early; <see langword="null"/>: nothing.</param>
    /// <param name="isComplete">Whether all was read and has settled.</param>
    public int End(string? problem, bool isComplete)
    {
        foreach (string line in problem is not null && counts.Read == 0 ? [] : Lines())
        {
            console.Output.WriteLine(line);
        }

        console.Json(Result(problem, isComplete));
        return problem is not null && counts.Read == 0 ? console.Fail($"{problem} Nothing was sent to {Collector}.")
            : problem is not null ? console.Fail($"{problem} {CountText.Of(counts.Delivered, "event was", "events were")} delivered to {Collector}. {Resume}")
            : counts.Rejected > 0 ? console.Fail($"{CountText.Of(counts.Rejected, "event was", "events were")} rejected, the first because: {counts.RejectedBecause}.")
            : ExitCode.Success;
    }

    private string Resume => selection.Cursor is { } file
        ? $"Run the same command again: it goes on after the last object that the collector has; {file.Path} names it."
        : "The next run begins anew, and each event keeps its id; with --cursor FILE it would go on where this one ended.";

    private IEnumerable<string> Lines()
    {
        yield return $"Delivered {CountText.Of(counts.Delivered, "event")} of {CountText.Of(counts.Read, "entry", "entries")} read ({AlertWords.Size(counts.Bytes, isBinary: false)} in the objects).";
        if (counts.Later > 0)
        {
            yield return $"Not sent: {CountText.Of(counts.Later, "object")} modified at or after {AlertWords.Wire(until)}.";
        }

        if (counts.Earlier > 0)
        {
            yield return $"Not sent: {CountText.Of(counts.Earlier, "object")} modified before {AlertWords.Wire(selection.Since!.Value)}.";
        }

        if (counts.DeleteMarkers > 0)
        {
            yield return $"Not sent: {CountText.Of(counts.DeleteMarkers, "delete marker")}, which are no arrivals.";
        }

        if (counts.LostKeys > 0)
        {
            yield return $"Not sent: {CountText.Of(counts.LostKeys, "object")} ({AlertWords.Size(counts.LostBytes, isBinary: false)}) whose key the store does not tell: it put U+FFFD in place of characters.";
        }

        if (counts.Doubtful > 0)
        {
            yield return $"Doubtful: {CountText.Of(counts.Doubtful, "object")} came in parts and began in the day before {AlertWords.Wire(until)}. At Amazon S3 that is the time of the begin: one that was complete after it has perhaps been notified as well, and then counts twice.";
        }
    }

    private object Result(string? problem, bool isComplete) => new
    {
        Collector,
        Listing = selection.Listing!.Name,
        AsOf = selection.Resume?.Started ?? selection.Listing.AsOf,
        selection.Since,
        Until = until,
        counts.Read,
        counts.Delivered,
        counts.Rejected,
        counts.RejectedBecause,
        NotSent = new { counts.Later, counts.Earlier, counts.DeleteMarkers, counts.LostKeys },
        counts.Doubtful,
        counts.Bytes,
        IsComplete = isComplete,
        Problem = problem,
        Cursor = selection.Cursor?.Path,
    };
}
