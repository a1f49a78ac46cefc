using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Diagnostics;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>
/// Reads the damaged files of a spool that were set aside and takes over what they have, while the spool goes on with a new file. What an earlier process had begun it goes on with.
/// </summary>
internal sealed class SpoolRecovery
{
    // One commit, for which appending waits; and what is read again after a kill.
    private const long BatchBytes = 4 * 1024 * 1024;
    private const int BatchRows = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<DamagedCopy> _copies;
    private readonly SpoolStore _store;
    private readonly Action<IReadOnlyList<SpooledNotification>> _tookOver;
    private readonly Func<SpooledNotification, Task> _reject;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<string>? _step;
    private DamagedCopy? _current;
    private string? _failure;
    private long _percent;
    private long _taken;

    /// <param name="folder">The spool's folder.</param>
    /// <param name="store">What takes over.</param>
    /// <param name="tookOver">Told of what has been taken over.</param>
    /// <param name="reject">Takes what is damaged; a <see cref="SpoolException"/> leaves it in the damaged file only.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log messages.</param>
    /// <param name="step">Told of each step, for tests that end the process there.</param>
    public SpoolRecovery(
        string folder,
        SpoolStore store,
        Action<IReadOnlyList<SpooledNotification>> tookOver,
        Func<SpooledNotification, Task> reject,
        TimeProvider time,
        ILogger logger,
        Action<string>? step)
    {
        (_copies, _store, _tookOver, _reject, _time, _logger, _step) = (DamagedCopy.FindIn(folder), store, tookOver, reject, time, logger, step);
        _current = _copies.FirstOrDefault(copy => copy.State.Stage != DamagedStage.Read);
        foreach (DamagedCopy copy in _copies.Where(copy => copy.State.Stage == DamagedStage.Read))
        {
            Log.SpoolDamagedKept(logger, copy.Folder, copy.State.Reason, copy.State.Taken, copy.State.Damaged, copy.State.Missing);
        }
    }

    /// <summary>What goes on, or what is left of it until somebody removes it; <see langword="null"/> where there is nothing.</summary>
    public string? Problem
    {
        get
        {
            if (Volatile.Read(ref _failure) is { } failure)
            {
                return failure;
            }

            if (Volatile.Read(ref _current) is not null)
            {
                return $"reads a damaged file ({Interlocked.Read(ref _percent)} %); it serves meanwhile";
            }

            DamagedCopy? kept = _copies.FirstOrDefault(copy => !copy.State.IsWhole && Directory.Exists(copy.Folder));
            return kept is null ? null : $"had a damaged file, of which {kept.State.Missing} notifications could not be read and {kept.State.Damaged} were damaged; remove '{kept.Folder}' to end this";
        }
    }

    /// <summary>Reads what has not been read.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (DamagedCopy copy in _copies.Where(copy => copy.State.Stage != DamagedStage.Read))
        {
            try
            {
                Volatile.Write(ref _current, copy);
                await ReadAsync(copy, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _current, null);
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // Protects the spool, which serves; what is not read stays where it is, and the next start tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _failure, $"cannot read a damaged file ({exception.Message}); '{copy.Folder}' keeps it, and the next start tries again");
                Log.SpoolRecoveryFailed(_logger, exception, copy.Folder);
                return;
            }
        }
    }

    private async Task ReadAsync(DamagedCopy copy, CancellationToken cancellationToken)
    {
        RecoveryProgress progress = _store.Database.ProgressOf(copy.Name);
        CommitNote? mark = CommitMark.Read(copy.Folder);
        using var pages = new PageImages(Path.Combine(copy.Folder, SpoolDatabase.FileName));
        long total = Math.Max(1, pages.FilePages);
        void Tell() => Log.SpoolRecovering(_logger, copy.Folder, Interlocked.Read(ref _percent), Interlocked.Read(ref _taken));
        Interlocked.Exchange(ref _taken, progress.Taken);
        Interlocked.Exchange(ref _percent, Math.Min(100, progress.Page * 100 / total));
        Tell();
        using ITimer telling = _time.CreateTimer(_ => Tell(), null, Interval, Interval);
        List<SpooledNotification> batch = [];
        long bytes = 0;
        foreach (ScannedPage page in new RowScan(pages, mark?.LastWithoutChecksum ?? RowScan.NotKnown).Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (page.Page <= progress.Page)
            {
                continue;
            }

            batch.AddRange(page.Sound);
            bytes += page.Sound.Sum(one => (long)one.Body.Length);
            int rejected = await RejectAsync(page.Damaged).ConfigureAwait(false);
            progress = progress with { Page = page.Page, Taken = progress.Taken + page.Sound.Count, Damaged = progress.Damaged + rejected };
            Interlocked.Exchange(ref _percent, Math.Min(100, page.Page * 100 / total));
            if (bytes >= BatchBytes || batch.Count >= BatchRows || rejected > 0)
            {
                await TakeOverAsync(batch, progress, copy, cancellationToken).ConfigureAwait(false);
                (batch, bytes) = ([], 0);
            }
        }

        await TakeOverAsync(batch, progress, copy, cancellationToken).ConfigureAwait(false);
        _step?.Invoke("all taken over");
        await OnceThereIsRoomAsync(() => { copy.Finish(progress); return Task.CompletedTask; }, copy, cancellationToken).ConfigureAwait(false);
        Log.SpoolRecovered(_logger, copy.Folder, progress.Taken, progress.Damaged, copy.State.Missing);
        _step?.Invoke("finished");
    }

    private async Task<int> RejectAsync(IReadOnlyList<SpooledNotification> damaged)
    {
        int rejected = 0;
        foreach (SpooledNotification one in damaged)
        {
            try
            {
                await _reject(one).ConfigureAwait(false);
                rejected++;
            }
            catch (SpoolException)
            {
                // No room there. The damaged file keeps it, and it counts among what could not be read.
            }
        }

        return rejected;
    }

    private async Task TakeOverAsync(List<SpooledNotification> batch, RecoveryProgress progress, DamagedCopy copy, CancellationToken cancellationToken)
    {
        await OnceThereIsRoomAsync(() => _store.TakeOverAsync(batch, progress), copy, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _taken, progress.Taken);
        _tookOver(batch);
        _step?.Invoke("batch taken over");
    }

    /// <summary>Writes. A disk that is full has room again when what is stored has been relayed; until then it waits.</summary>
    private async Task OnceThereIsRoomAsync(Func<Task> write, DamagedCopy copy, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await write().ConfigureAwait(false);
                return;
            }
            catch (IOException exception)
            {
                Log.SpoolRecoveryWaits(_logger, exception, copy.Folder, Interval);
                await Task.Delay(Interval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
