using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>Stores and deletes notifications durably. What comes while a commit is under way shares the next one.</summary>
/// <remarks>One thread of its own commits: flushing blocks, and those who serve requests have other things to do than wait for a disk.</remarks>
internal sealed class SpoolStore : IAsyncDisposable, IDisposable
{
    private const int MaxGroup = 1000;
    private const long MaxGroupBytes = 4 * 1024 * 1024;
    private const int SqliteFull = 13;
    private const string DiskIsFull = "the disk is full";

    private readonly SpoolDatabase _database;
    private readonly long _maxBytes;
    private readonly Action<Exception> _failed;
    private readonly SpoolReserve? _reserve;
    private readonly Task _committing;

    // Guarded by itself.
    private readonly Queue<Change> _changes = [];
    private bool _closed;
    private long _number;
    private long _count;
    private long _bytes;
    private string? _problem;
    private int _disposed;

    /// <param name="database">The file; the store disposes of it.</param>
    /// <param name="maxBytes">How many bytes it takes.</param>
    /// <param name="failed">Called when a commit failed.</param>
    /// <param name="reserve">Given up for deletions when the disk is full.</param>
    public SpoolStore(SpoolDatabase database, long maxBytes, Action<Exception> failed, SpoolReserve? reserve = null)
    {
        (_database, _maxBytes, _failed, _reserve) = (database, maxBytes, failed, reserve);
        (_number, _count, _bytes) = database.Measure();
        _committing = Task.Factory.StartNew(CommitAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public SpoolDatabase Database => _database;

    /// <summary>How many notifications are stored.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How many bytes of notifications are stored, or about to be.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many commits had additions in them; for benchmarks.</summary>
    internal long CommitsOfAdditions { get; private set; }

    /// <summary>Why the last commit failed; <see langword="null"/> where it did not.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>The part of its bytes that is taken, 0 to 1.</summary>
    public double Fill => Bytes / (double)_maxBytes;

    /// <summary>Completes when the notification is on the disk, with a number of its own there.</summary>
    /// <exception cref="SpoolException">It is not, and will not be.</exception>
    public Task AppendAsync(SpooledNotification notification)
    {
        ReadOnlyMemory<byte> body = notification.Body;
        if (Interlocked.Add(ref _bytes, body.Length) > _maxBytes)
        {
            Interlocked.Add(ref _bytes, -body.Length);
            return Task.FromException(new SpoolException($"The spool is full: {_maxBytes} bytes are allowed. Nothing was stored."));
        }

        var change = new Change { Added = notification };
        if (!TryAdd(change))
        {
            Interlocked.Add(ref _bytes, -body.Length);
            return Task.FromException(new SpoolException("The spool is closed. Nothing was stored."));
        }

        return change.Done.Task;
    }

    /// <summary>Deletes a notification, now or with a later commit. One that is not deleted is read again by the next process.</summary>
    public void Delete(SpooledNotification notification) => TryAdd(new Change { Deleted = notification });

    /// <summary>Commits what is waiting, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            lock (_changes)
            {
                _closed = true;
                Monitor.Pulse(_changes);
            }

            try
            {
                await _committing.ConfigureAwait(false);
            }
            finally
            {
                _database.Dispose();
            }
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, without waiting; the file is closed when the last commit has ended.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private bool TryAdd(Change change)
    {
        lock (_changes)
        {
            if (_closed)
            {
                return false;
            }

            _changes.Enqueue(change);
            if (_changes.Count == 1)
            {
                Monitor.Pulse(_changes);
            }

            return true;
        }
    }

    private void CommitAll()
    {
        // Deletions that failed wait here for the next commit; what was to be added is told at once.
        List<SpooledNotification> deleted = [];
        List<Change> added = [];
        while (Take(added, deleted))
        {
            if (Commit(added, deleted))
            {
                deleted.Clear();
            }
        }
    }

    /// <summary>Waits for changes and takes what there is, up to a bound. False when the store is closed and nothing has come since.</summary>
    private bool Take(List<Change> added, List<SpooledNotification> deleted)
    {
        added.Clear();
        lock (_changes)
        {
            while (_changes.Count == 0 && !_closed)
            {
                Monitor.Wait(_changes);
            }

            long bytes = 0;
            int taken = 0;
            for (; taken < MaxGroup && bytes < MaxGroupBytes && _changes.TryDequeue(out Change? change); taken++)
            {
                bytes += change.Added?.Body.Length ?? 0;
                if (change.Deleted is { } one)
                {
                    deleted.Add(one);
                }
                else
                {
                    added.Add(change);
                }
            }

            return taken > 0;
        }
    }

    private bool Commit(List<Change> additions, List<SpooledNotification> deleted)
    {
        bool isFull = false;
        try
        {
            if (additions.Count > 0 && _reserve is not null && !_reserve.Keep() && !KeepWithPagesGivenBack(_reserve))
            {
                Refuse(additions, new IOException($"The spool's disk has less than {SpoolReserve.Bytes} bytes left."), DiskIsFull);
            }

            CommitNow(additions, deleted);
            return true;
        }
#pragma warning disable CA1031 // Whatever the disk or the library threw, those who wait must hear that nothing was stored, and the loop must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            isFull = (exception as SqliteException)?.SqliteErrorCode == SqliteFull;
            Refuse(additions, exception, isFull ? DiskIsFull : exception.Message);
        }

        return isFull && _reserve is not null && deleted.Count > 0 && DeleteWithReserve(deleted);
    }

    private void CommitNow(List<Change> additions, List<SpooledNotification> deleted)
    {
        if (additions.Count + deleted.Count == 0)
        {
            return;
        }

        SpooledNotification[] added = [.. additions.Select((change, i) => change.Added! with { Number = _number + 1 + i })];
        _database.Commit(added, [.. deleted.Select(one => one.Number)]);
        _number += added.Length;

        // Bytes first: whoever sees that one is gone may count on its room.
        Interlocked.Add(ref _bytes, -deleted.Sum(one => (long)one.Body.Length));
        Interlocked.Add(ref _count, added.Length - deleted.Count);
        foreach (Change change in additions)
        {
            change.Done.TrySetResult();
        }

        if (added.Length > 0)
        {
            CommitsOfAdditions++;
            Volatile.Write(ref _problem, null);
        }
    }

    private bool KeepWithPagesGivenBack(SpoolReserve reserve)
    {
        try
        {
            _database.GiveBackPages();
        }
        catch (SqliteException)
        {
            // No room for that either. What is refused for it says so.
        }

        return reserve.Keep();
    }

    private bool DeleteWithReserve(List<SpooledNotification> deleted)
    {
        _reserve!.GiveUp();
        bool isDone = false;
        try
        {
            CommitNow([], deleted);
            isDone = true;
            _database.ShortenLog();
        }
        catch (SqliteException exception)
        {
            Tell(exception);
        }

        return isDone;
    }

    /// <summary>Tells those who wait that nothing was stored; the list is empty afterwards.</summary>
    private void Refuse(List<Change> additions, Exception exception, string reason)
    {
        Interlocked.Add(ref _bytes, -additions.Sum(change => (long)change.Added!.Body.Length));
        Volatile.Write(ref _problem, reason);
        foreach (Change change in additions)
        {
            change.Done.TrySetException(new SpoolException($"The spool could not write ({reason}). Nothing was stored.", exception));
        }

        additions.Clear();
        Tell(exception);
    }

    private void Tell(Exception exception)
    {
        try
        {
            _failed(exception);
        }
#pragma warning disable CA1031 // A logger that throws must not end the thread that commits.
        catch (Exception)
#pragma warning restore CA1031
        {
            // It is in the problem and in what was refused.
        }
    }

    private sealed class Change
    {
        public SpooledNotification? Added { get; init; }

        public SpooledNotification? Deleted { get; init; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
