using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Hosting.Running;

namespace S3Snowplow.Hosting.Spool;

/// <summary>
/// Keeps notifications on disk between their receipt and their delivery, for senders that try once: they are answered when the notification is durable, whatever the
/// collector does.
/// </summary>
/// <remarks>
/// Delivered ones are removed, rejected ones and those too old moved to <c>rejected/</c>, all others stay and are read again, by this process or the next. One process at a
/// time uses a folder. After a crash some may be read again that were delivered; their event ids are the same. Safe for use by several threads.
/// </remarks>
public sealed class NotificationSpool : IObjectEventSource, ISourceStatus, IAsyncDisposable, IDisposable
{
    private const int ReadAtOnce = 64;

    private readonly object _gate = new();
    private readonly SpoolOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly SpoolStore _open;
    private readonly SpoolStore _rejected;
    private readonly PriorityQueue<SpooledNotification, long> _returned = new();
    private readonly long _lastOfEarlier;
    private long _read;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the spool of a folder, or makes it.</summary>
    /// <param name="folder">The folder of one relay.</param>
    /// <param name="options">The bounds; the directory in them is not used.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log messages.</param>
    /// <exception cref="SpoolException">Another process uses the folder, or it cannot be written to.</exception>
    internal NotificationSpool(string folder, SpoolOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _lock = Lock(folder);
        try
        {
#pragma warning disable CA2000 // The stores own their files.
            // Opening needs room as well: a file of shared memory, and what a crash left in the log.
            var reserve = new SpoolReserve(folder);
            reserve.GiveUp();
            string rejected = Directory.CreateDirectory(Path.Combine(folder, "rejected")).FullName;
            _open = new SpoolStore(OpenDatabase(folder), options.MaxBytes, Failed, reserve);
            _rejected = new SpoolStore(OpenDatabase(rejected), options.MaxRejectedBytes, Failed);
#pragma warning restore CA2000
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        _lastOfEarlier = _open.Database.Measure().Last;
        Log.SpoolOpened(logger, folder, _open.Count, _rejected.Count);
    }

    /// <summary>How many notifications are kept.</summary>
    public long Count => _open.Count;

    /// <summary>How many notifications are in <c>rejected/</c>.</summary>
    public long RejectedCount => _rejected.Count;

    /// <summary>The part of its bytes that is taken, 0 to 1.</summary>
    public double Fill => _open.Fill;

    /// <summary>The part of the bytes of <c>rejected/</c> that is taken, 0 to 1.</summary>
    public double RejectedFill => _rejected.Fill;

    internal SpoolStore Store => _open;

    internal SpoolStore RejectedStore => _rejected;

    string? ISourceStatus.Problem => (_open.Problem ?? _rejected.Problem) is { } problem ? $"could not write ({problem}); what comes is refused until it can" : null;

    /// <summary>Stores a notification. Completes when it would survive a crash of the process and of the machine.</summary>
    /// <param name="body">Its bytes as received; not changed until this has completed.</param>
    /// <param name="id">What to call it in logs.</param>
    /// <param name="traceContext">The trace that it belongs to, to be continued when it is relayed.</param>
    /// <exception cref="SpoolException">It was not stored: the spool or the disk is full, or the disk fails. The sender is to keep it.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> body, string id = "notification", ActivityContext traceContext = default)
    {
        ArgumentNullException.ThrowIfNull(id);

        await _open.AppendAsync(new SpooledNotification(0, id, _time.GetUtcNow(), body, traceContext)).ConfigureAwait(false);
        Wake();
    }

    /// <summary>Puts what is in <c>rejected/</c> back into the spool, to be relayed once more; what was wrong should have been mended.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="SpoolException">The spool is full; what has not been put back stays rejected.</exception>
    public async Task<int> ReplayRejectedAsync()
    {
        int replayed = 0;

        // Those of now: what is rejected anew meanwhile would be replayed for ever.
        long last = _rejected.Database.Measure().Last;
        for (long number = 0; _rejected.Database.ReadAfter(number, 1) is [var one] && one.Number <= last; number = one.Number)
        {
            await _open.AppendAsync(one with { ArrivedAt = _time.GetUtcNow() }).ConfigureAwait(false);
            _rejected.Delete(one);
            replayed++;
        }

        Wake();
        return replayed;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task changed = Changed();
            List<SpooledNotification> next = Next();
            foreach (SpooledNotification one in next)
            {
                if (_time.GetUtcNow() - one.ArrivedAt > _options.MaxAge)
                {
                    Log.SpoolTooOld(_logger, one.Id, _options.MaxAge);
                    await RejectAsync(one).ConfigureAwait(false);
                    continue;
                }

                yield return new Notification(one.Body, one.Id, result => SettleAsync(one, result))
                {
                    ReceivedAt = one.ArrivedAt,
                    IsRedelivery = one.Number <= _lastOfEarlier,
                    TraceContext = one.TraceContext,
                };
            }

            if (next.Count == 0)
            {
                await WaitAsync(changed, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Commits what is waiting, and lets others use the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync().ConfigureAwait(false);
        await _rejected.DisposeAsync().ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for what is being committed.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static FileStream Lock(string folder)
    {
        string file = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(file))
            {
                // Apart from the lock, so that a folder that cannot be written to is not taken for one in use.
                File.WriteAllBytes(file, []);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException($"Spool: {nameof(SpoolOptions.Directory)} cannot be used, '{folder}' cannot be written to ({exception.Message}); allowed: a folder on a local disk.", exception);
        }

        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new SpoolException($"The spool in '{folder}' is in use by another process; allowed: one process for each folder. Nothing was changed.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SpoolException($"Spool: {nameof(SpoolOptions.Directory)} cannot be used, '{file}' cannot be written to ({exception.Message}); allowed: a folder on a local disk.", exception);
        }
    }

    private SpoolDatabase OpenDatabase(string folder) => SpoolDatabase.Open(folder, _time.GetUtcNow(), (aside, taken) => Log.SpoolDamaged(_logger, aside, taken));

    private void Failed(Exception exception) => Log.SpoolWriteFailed(_logger, exception);

    private List<SpooledNotification> Next()
    {
        List<SpooledNotification> next = [];
        lock (_gate)
        {
            while (next.Count < ReadAtOnce && _returned.TryPeek(out SpooledNotification? one, out long due) && due <= _time.GetTimestamp())
            {
                next.Add(_returned.Dequeue());
            }
        }

        if (next.Count == 0)
        {
            next = _open.Database.ReadAfter(_read, ReadAtOnce);
            _read = next.Count == 0 ? _read : next[^1].Number;
        }

        return next;
    }

    private async ValueTask SettleAsync(SpooledNotification one, RelayResult result)
    {
        if (result.ShouldAcknowledge)
        {
            _open.Delete(one);
        }
        else if (result.Outcome == DeliveryOutcome.Rejected)
        {
            await RejectAsync(one).ConfigureAwait(false);
        }
        else
        {
            Return(one);
        }
    }

    private async Task RejectAsync(SpooledNotification one)
    {
        try
        {
            // First there, then no longer here: a crash in between leaves it in both, never in none.
            await _rejected.AppendAsync(one).ConfigureAwait(false);
            _open.Delete(one);
        }
        catch (SpoolException exception)
        {
            Log.SpoolRejectedFull(_logger, exception, one.Id);
            Return(one);
        }
    }

    private void Return(SpooledNotification one)
    {
        lock (_gate)
        {
            _returned.Enqueue(one, _time.GetTimestamp() + (long)(_options.ReturnDelay.TotalSeconds * _time.TimestampFrequency));
        }

        Wake();
    }

    private async Task WaitAsync(Task changed, CancellationToken cancellationToken)
    {
        TimeSpan patience = Timeout.InfiniteTimeSpan;
        lock (_gate)
        {
            if (_returned.TryPeek(out _, out long due))
            {
                long now = _time.GetTimestamp();
                patience = due <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, due) + TimeSpan.FromMilliseconds(1);
            }
        }

        try
        {
            await changed.WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // One that was given back is due.
        }
    }

    private Task Changed()
    {
        lock (_gate)
        {
            if (_changed.Task.IsCompleted)
            {
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _changed.Task;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
        }
    }
}
