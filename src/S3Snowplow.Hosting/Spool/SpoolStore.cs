using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>Stores and deletes notifications durably. What comes while a commit is under way shares the next one.</summary>
/// <remarks>One thread of its own commits: flushing blocks, and those who serve requests have other things to do than wait for a disk.</remarks>
internal sealed partial class SpoolStore : IAsyncDisposable, IDisposable
{
    private const int SqliteFull = 13;
    private const string DiskIsFull = "the disk is full";

    private readonly SpoolDatabase _database;
    private readonly long _maxBytes;
    private readonly Action<Exception> _failed;
    private readonly Action<IReadOnlyList<long>>? _deleted;
    private readonly SpoolReserve? _reserve;
    private readonly Task _committing;

    // Guarded by itself.
    private readonly Queue<SpoolChange> _changes = [];
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
    /// <param name="deleted">Called with the numbers of what is no longer there.</param>
    public SpoolStore(SpoolDatabase database, long maxBytes, Action<Exception> failed, SpoolReserve? reserve = null, Action<IReadOnlyList<long>>? deleted = null)
    {
        (_database, _maxBytes, _failed, _reserve, _deleted) = (database, maxBytes, failed, reserve, deleted);
        (_number, _count, _bytes) = database.Measure();
        LastOfEarlier = _number;
        _committing = Task.Factory.StartNew(CommitAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public SpoolDatabase Database => _database;

    /// <summary>The number of the last notification that an earlier process stored.</summary>
    public long LastOfEarlier { get; }

    /// <summary>How many notifications are stored.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How many bytes of notifications are stored, or about to be.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many commits had additions in them; for benchmarks.</summary>
    internal long CommitsOfAdditions { get; private set; }

    /// <summary>Why the last commit failed; <see langword="null"/> where it did not.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>The part of its bytes that is taken, 0 to 1, and more where notifications were taken over from a damaged file.</summary>
    public double Fill => Bytes / (double)_maxBytes;

    /// <summary>Completes when the notification is on the disk, with a number of its own there.</summary>
    /// <exception cref="SpoolException">It is not, and will not be.</exception>
    public Task AppendAsync(SpooledNotification notification)
    {
        long bytes = notification.Body.Length;
        if (Interlocked.Add(ref _bytes, bytes) > _maxBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return Task.FromException(new SpoolException($"The spool is full: {_maxBytes} bytes are allowed. Nothing was stored."));
        }

        return AddAsync(new SpoolChange { Added = notification }, bytes);
    }

    /// <summary>
    /// Completes when notifications that were read from a damaged file are on the disk, with numbers of their own. They were taken before, so there is no bound for them; as long as
    /// they take more than what is allowed, nothing else is taken.
    /// </summary>
    /// <exception cref="SpoolException">They are not, and will not be.</exception>
    public Task TakeOverAsync(IReadOnlyList<SpooledNotification> rows, RecoveryProgress progress)
    {
        long bytes = BytesOf(rows);
        Interlocked.Add(ref _bytes, bytes);
        return AddAsync(new SpoolChange { Recovered = (rows, progress) }, bytes);
    }

    /// <summary>Deletes a notification, now or with a later commit. One that is not deleted is read again by the next process.</summary>
    public void Delete(SpooledNotification one) => TryAdd(new SpoolChange { Deleted = new SpoolDeletion(one.Number, one.Body.Length) });

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

    private static long BytesOf(IEnumerable<SpooledNotification> rows) => rows.Sum(one => (long)one.Body.Length);

    private Task AddAsync(SpoolChange change, long bytes)
    {
        if (TryAdd(change))
        {
            return change.Done.Task;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return Task.FromException(new SpoolException("The spool is closed. Nothing was stored."));
    }

    private bool TryAdd(SpoolChange change)
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
        var group = new ChangeGroup();
        while (Take(group))
        {
            Commit(group.Added, group.Deleted);
            if (group.Recovered is { } recovered)
            {
                // Alone: one that fails takes no addition with it.
                Commit([recovered], []);
            }

            // Before the next wait, which may be long.
            group.Clear();
        }
    }

    /// <summary>Waits for changes and takes what there is, up to a bound. False when the store is closed and nothing has come since.</summary>
    private bool Take(ChangeGroup group)
    {
        lock (_changes)
        {
            while (_changes.Count == 0 && !_closed)
            {
                Monitor.Wait(_changes);
            }

            return group.TakeFrom(_changes);
        }
    }

    private void Commit(List<SpoolChange> additions, List<SpoolDeletion> deleted)
    {
        bool isFull = false;
        try
        {
            if (additions.Count > 0 && _reserve is not null && !_reserve.Keep() && !KeepWithPagesGivenBack(_reserve))
            {
                Refuse(additions, new IOException($"The spool's disk has less than {SpoolReserve.Bytes} bytes left."), DiskIsFull);
            }

            CommitNow(additions, deleted);
        }
#pragma warning disable CA1031 // Whatever the disk or the library threw, those who wait must hear that nothing was stored, and the loop must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            isFull = (exception as SqliteException)?.SqliteErrorCode == SqliteFull;
            Refuse(additions, exception, isFull ? DiskIsFull : exception.Message);
        }

        if (isFull && _reserve is not null && (deleted.Count > 0 || _database.HasFreePages))
        {
            MakeRoom(_reserve, deleted);
        }
    }

    /// <summary>Commits; the list of deletions is empty afterwards.</summary>
    private void CommitNow(List<SpoolChange> additions, List<SpoolDeletion> deleted)
    {
        if (additions.Count + deleted.Count == 0)
        {
            return;
        }

        var recovered = additions is [{ Recovered: { } one }] ? one : ((IReadOnlyList<SpooledNotification> Rows, RecoveryProgress Progress)?)null;
        IReadOnlyList<SpooledNotification> added = recovered?.Rows ?? [.. additions.Select(change => change.Added!)];
        long[] numbers = [.. deleted.Select(one => one.Number)];
        (long gone, long bytes) = _database.Commit(added, _number + 1, numbers, recovered?.Progress);
        _number += added.Count;

        // Bytes first: whoever sees that one is gone may count on its room.
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Add(ref _count, added.Count - gone);
        _deleted?.Invoke(numbers);
        deleted.Clear();
        foreach (SpoolChange change in additions)
        {
            change.Done.TrySetResult();
        }

        if (additions.Count > 0)
        {
            CommitsOfAdditions++;
            Volatile.Write(ref _problem, null);
        }
    }

    /// <summary>Tells those who wait that nothing was stored; the list is empty afterwards.</summary>
    private void Refuse(List<SpoolChange> additions, Exception exception, string reason)
    {
        Interlocked.Add(ref _bytes, -additions.Sum(change => change.Added is { } one ? one.Body.Length : BytesOf(change.Recovered!.Value.Rows)));
        Volatile.Write(ref _problem, reason);
        foreach (SpoolChange change in additions)
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
}
