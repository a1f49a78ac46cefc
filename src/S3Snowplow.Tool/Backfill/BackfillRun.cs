using System.Runtime.CompilerServices;
using S3Snowplow.Delivery;

namespace S3Snowplow.Tool;

/// <summary>One run: reads a listing and sends an event for each object, from where an earlier run has settled.</summary>
/// <param name="settings">Where to, and how fast.</param>
/// <param name="selection">What is read.</param>
/// <param name="console">Where it tells of it.</param>
/// <param name="emitterOf">Makes what sends; by default over HTTP.</param>
internal sealed class BackfillRun(BackfillSettings settings, ListingSelection selection, ToolConsole console, Func<RelayOptions, IEventEmitter>? emitterOf = null)
{
    // Ctrl+C: a process has about two seconds.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly IObjectListing _listing = selection.Listing!;
    private readonly BackfillCounts _counts = new();
    private readonly DateTimeOffset _until = selection.Until ?? selection.Resume?.Started ?? selection.Listing!.AsOf;
    private ListingCursor? _saved;
    private long _savedAt;

    /// <summary>Runs.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var report = new BackfillReport(console, settings, selection, _until, _counts);
        if (selection.Resume is { IsComplete: true })
        {
            return report.NothingLeft();
        }

        try
        {
            // Before anything is sent: whether it can be written at all, and from when on the listing counts.
            selection.Cursor?.Save(selection.Resume ?? new ListingCursor(_listing.Identity, _listing.AsOf, ""));
        }
        catch (ListingException exception)
        {
            return console.Refuse(exception.Message);
        }

        report.Begin();
        string? problem = null;
        bool isStopped = false;
        using (ToolProgress progress = console.Progress("delivered", "events"))
        {
            var sender = new BackfillSender(settings, _counts, console.Time, emitterOf) { OnWaiting = progress.Line };
            await using ConfiguredAsyncDisposable closing = sender.ConfigureAwait(false);
            try
            {
                await SendAllAsync(sender, progress, cancellationToken).ConfigureAwait(false);
                await sender.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ListingException exception)
            {
                problem = exception.Message;
                await FinishAsync(sender, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                isStopped = true;
            }

            if (isStopped || cancellationToken.IsCancellationRequested || sender.Failure is not null)
            {
                await sender.StopAsync(StopLimit).ConfigureAwait(false);
            }

            problem = sender.Failure is { } failure && !isStopped ? $"The collector took no more events: {failure}." : problem;
            try
            {
                Save(sender.Settled, isLast: true);
            }
            catch (ListingException exception)
            {
                problem = problem is null ? exception.Message : $"{problem} {exception.Message}";
            }
        }

        return report.End(isStopped ? "Stopped." : problem, isComplete: !isStopped && problem is null);
    }

    private async Task SendAllAsync(BackfillSender sender, ToolProgress progress, CancellationToken cancellationToken)
    {
        var filter = new BackfillFilter(selection.Since, _until, _counts);
        var batch = new List<ListedObject>(sender.AtOnce);
        ListingCursor safe = selection.Resume ?? new ListingCursor(_listing.Identity, _listing.AsOf, "");
        await foreach (ListingPage page in _listing.ReadAsync(selection.Resume, cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < page.Objects.Count; i++)
            {
                if (!filter.IsSent(page.Objects[i]))
                {
                    continue;
                }

                batch.Add(page.Objects[i]);
                safe = page.Behind(i, _listing.HasVersions) ?? safe;
                if (batch.Count == sender.AtOnce && !await SendAsync(safe).ConfigureAwait(false))
                {
                    return;
                }
            }

            // A page's end is always a place to go on from, also where nothing on it is sent.
            safe = page.Cursor;
            if (!await SendAsync(safe).ConfigureAwait(false))
            {
                return;
            }
        }

        async Task<bool> SendAsync(ListingCursor cursor)
        {
            bool isGood = await sender.SendAsync(batch, cursor, cancellationToken).ConfigureAwait(false);
            batch.Clear();
            progress.Set(_counts.Delivered);
            Save(sender.Settled, isLast: false);
            return isGood;
        }
    }

    // What was read before the listing failed is delivered all the same.
    private static async Task FinishAsync(BackfillSender sender, CancellationToken cancellationToken)
    {
        try
        {
            await sender.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped meanwhile: the caller gives up the rest.
        }
    }

    private void Save(ListingCursor? settled, bool isLast)
    {
        if (settled is null || selection.Cursor is null || settled == _saved || (!isLast && _savedAt != 0 && console.Time.GetElapsedTime(_savedAt) < SaveEvery))
        {
            return;
        }

        selection.Cursor.Save(settled);
        (_saved, _savedAt) = (settled, console.Time.GetTimestamp());
    }
}
