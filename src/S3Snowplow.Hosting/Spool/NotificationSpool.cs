using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool.Recovery;

namespace S3Snowplow.Hosting.Spool;

/// <summary>
/// Keeps notifications on disk between their receipt and their delivery, for senders that try once: they are answered when the notification is durable, whatever the
/// collector does.
/// </summary>
/// <remarks>
/// Delivered ones are removed, rejected ones, damaged ones and those too old moved to <c>rejected/</c>, all others stay and are read again, by this process or the next. One process at
/// a time uses a folder. After a crash some may be read again that were delivered; their event ids are the same. A damaged file is set aside in <c>damaged/</c> and read from there
/// while the spool serves. Safe for use by several threads.
/// </remarks>
public sealed class NotificationSpool : IObjectEventSource, ISourceStatus, IAsyncDisposable, IDisposable
{
    private readonly SpoolOptions _options;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly SpoolStore _open;
    private readonly SpoolStore _rejected;
    private readonly SpoolReader _reader;
    private readonly RejectionMover _mover;
    private readonly OccurrenceLog<Exception> _failures;
    private readonly SpoolRecovery _recovery;
    private readonly SpoolRecovery _recoveryOfRejected;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _recovering;
    private readonly Task _recoveringRejected;
    private readonly SemaphoreSlim _replaying = new(1);
    private readonly DateTimeOffset _openedAt;
    private readonly Signal _changed = new();
    private int _disposed;

    /// <summary>Opens the spool of a folder, or makes it.</summary>
    /// <param name="folder">The folder of one relay.</param>
    /// <param name="options">The bounds; the directory in them is not used.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log messages.</param>
    /// <param name="step">Told of each step of the recovery of a damaged file, for tests that end the process there.</param>
    /// <exception cref="SpoolException">Another process uses the folder, or it cannot be written to.</exception>
    internal NotificationSpool(string folder, SpoolOptions options, TimeProvider time, ILogger logger, Action<string>? step = null)
    {
        (_options, _time) = (options, time);
        _lock = SpoolLock.Take(folder);
        _failures = new OccurrenceLog<Exception>(time, (count, last) => Log.SpoolWriteFailed(logger, last, count));
        try
        {
#pragma warning disable CA2000 // The stores own their files.
            // Opening needs room as well: a file of shared memory, and what a crash left in the log.
            var reserve = new SpoolReserve(folder);
            reserve.GiveUp();
            string rejected = Directory.CreateDirectory(Path.Combine(folder, "rejected")).FullName;
            void Failed(Exception exception) => _failures.Add(exception);
            _open = new SpoolStore(SpoolFile.Open(folder, time, logger, step), options.MaxBytes, Failed, reserve, numbers => _reader!.Release(numbers));
            _rejected = new SpoolStore(SpoolFile.Open(rejected, time, logger, step), options.MaxRejectedBytes, Failed);
#pragma warning restore CA2000
        }
        catch
        {
            _open?.Dispose();
            _lock.Dispose();
            throw;
        }

        _openedAt = time.GetUtcNow();
        _reader = new SpoolReader(_open.Database, time, options.ReturnDelay);
        _mover = new RejectionMover(_open, _rejected, _reader, options, time, logger);
        Log.SpoolOpened(logger, folder, _open.Count, _rejected.Count);
        _recovery = new SpoolRecovery(folder, _open, TookOver, _mover.TakeDamagedAsync, time, logger, step);
        _recoveryOfRejected = new SpoolRecovery(Path.Combine(folder, "rejected"), _rejected, static _ => { }, _mover.TakeDamagedAsync, time, logger, step);
        _recovering = Task.Run(() => _recovery.RunAsync(_closing.Token));
        _recoveringRejected = Task.Run(() => _recoveryOfRejected.RunAsync(_closing.Token));
    }

    /// <summary>How many notifications are kept.</summary>
    public long Count => _open.Count;

    /// <summary>How many notifications are in <c>rejected/</c>.</summary>
    public long RejectedCount => _rejected.Count;

    /// <summary>The part of its bytes that is taken, 0 to 1; more while notifications of a damaged file are taken over.</summary>
    public double Fill => _open.Fill;

    /// <summary>The part of the bytes of <c>rejected/</c> that is taken, 0 to 1.</summary>
    public double RejectedFill => _rejected.Fill;

    internal SpoolStore Store => _open;

    internal SpoolStore RejectedStore => _rejected;

    /// <summary>How many notifications were found damaged since it was opened, and were not relayed.</summary>
    internal long DamagedCount => _mover.DamagedCount;

    /// <summary>Completes when what was set aside as damaged has been read, as far as it can be.</summary>
    internal Task Recovered => Task.WhenAll(_recovering, _recoveringRejected);

    string? ISourceStatus.Problem
    {
        get
        {
            string?[] problems =
            [
                (_open.Problem ?? _rejected.Problem) is { } problem ? $"could not write ({problem}); what comes is refused until it can" : null,
                _recovery.Problem,
                _recoveryOfRejected.Problem is { } ofRejected ? $"{ofRejected} (of the rejected ones)" : null,
                _mover.IsWaiting ? "has no room for more rejected notifications, which stay among the others; replay them, or make room" : null,
                _mover.DamagedCount > 0 ? $"found {_mover.DamagedCount} damaged notifications, which are among the rejected ones" : null,
            ];
            return problems.Any(one => one is not null) ? string.Join("; ", problems.Where(one => one is not null)) : null;
        }
    }

    /// <summary>Stores a notification. Completes when it would survive a crash of the process and of the machine.</summary>
    /// <param name="body">Its bytes as received; not changed until this has completed.</param>
    /// <param name="id">What to call it in logs.</param>
    /// <param name="traceContext">The trace that it belongs to, to be continued when it is relayed.</param>
    /// <exception cref="SpoolException">It was not stored: the spool or the disk is full, or the disk fails. The sender is to keep it.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> body, string id = "notification", ActivityContext traceContext = default)
    {
        ArgumentNullException.ThrowIfNull(id);

        // SQLite's texts end at a NUL: it would come back shorter than its checksum says.
        string stored = id.Contains('\0', StringComparison.Ordinal) ? id.Replace('\0', ' ') : id;
        DateTimeOffset arrived = _time.GetUtcNow();
        await _open.AppendAsync(new SpooledNotification(0, stored, arrived, body, traceContext)).ConfigureAwait(false);
        _mover.Saw(arrived);
        _changed.Set();
    }

    /// <summary>Puts what is in <c>rejected/</c> back into the spool, to be relayed once more; what was wrong should have been mended. Damaged ones stay where they are.</summary>
    /// <returns>How many were put back.</returns>
    /// <exception cref="SpoolException">The spool is full; what has not been put back stays rejected.</exception>
    public async Task<int> ReplayRejectedAsync()
    {
        int replayed = 0;
        await _recoveringRejected.ConfigureAwait(false);
        await _replaying.WaitAsync().ConfigureAwait(false);
        try
        {
            // Those of now: what is rejected anew meanwhile would be replayed for ever.
            long last = _rejected.Database.Measure().Last;
            for (long number = 0; _rejected.Database.ReadAfter(number, 1) is [var one] && one.Number <= last; number = one.Number)
            {
                if (!one.IsDamaged)
                {
                    DateTimeOffset arrived = _time.GetUtcNow();
                    await _open.AppendAsync(one with { ArrivedAt = arrived }).ConfigureAwait(false);
                    _rejected.Delete(one);
                    _mover.Saw(arrived);
                    replayed++;
                }
            }
        }
        finally
        {
            _replaying.Release();
            _changed.Set();
        }

        return replayed;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task changed = _changed.Next();
            List<SpooledNotification> next = _reader.Next();
            for (int i = 0; i < next.Count; i++)
            {
                SpooledNotification one = next[i];

                // Whoever reads may stop here for long, while the collector is away.
                next[i] = null!;
                if (one.IsDamaged || _mover.IsTooOld(one))
                {
                    await _mover.MoveAsync(one).ConfigureAwait(false);
                    continue;
                }

                yield return new Notification(one.Body, one.Id, result => SettleAsync(one, result))
                {
                    ReceivedAt = one.ArrivedAt,
                    IsRedelivery = one.Number <= _open.LastOfEarlier || one.ArrivedAt < _openedAt,
                    TraceContext = one.TraceContext,
                };
            }

            if (next.Count == 0)
            {
                await WaitAsync(changed, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Commits what is waiting, and lets others use the folder. What is left of a damaged file is read by the next process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await Recovered.ConfigureAwait(false);
        await _mover.DisposeAsync().ConfigureAwait(false);
        await _open.DisposeAsync().ConfigureAwait(false);
        await _rejected.DisposeAsync().ConfigureAwait(false);
        _failures.Dispose();
        _replaying.Dispose();
        _closing.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for what is being committed.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async ValueTask SettleAsync(SpooledNotification one, RelayResult result)
    {
        if (result.ShouldAcknowledge)
        {
            _open.Delete(one);
        }
        else if (result.Outcome == DeliveryOutcome.Rejected)
        {
            await _mover.MoveAsync(one).ConfigureAwait(false);
        }
        else
        {
            _reader.Return(one.Number);
            _changed.Set();
        }
    }

    private void TookOver(IReadOnlyList<SpooledNotification> notifications)
    {
        foreach (SpooledNotification one in notifications)
        {
            _mover.Saw(one.ArrivedAt);
        }

        _changed.Set();
    }

    private async Task WaitAsync(Task changed, CancellationToken cancellationToken)
    {
        TimeSpan patience = _reader.UntilNextReturn is not { } left ? Timeout.InfiniteTimeSpan
            : left == TimeSpan.Zero ? left : left + TimeSpan.FromMilliseconds(1);
        try
        {
            await changed.WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // One that was given back is due.
        }
    }
}
