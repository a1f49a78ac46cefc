using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>Stores and deletes notifications durably. What comes while a commit is under way shares the next one; one loop commits.</summary>
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
    private readonly Channel<Change> _changes = Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _committing;
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
        _committing = Task.Run(CommitAllAsync);
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
        if (!_changes.Writer.TryWrite(change))
        {
            Interlocked.Add(ref _bytes, -body.Length);
            return Task.FromException(new SpoolException("The spool is closed. Nothing was stored."));
        }

        return change.Done.Task;
    }

    /// <summary>Deletes a notification, now or with a later commit. One that is not deleted is read again by the next process.</summary>
    public void Delete(SpooledNotification notification) => _changes.Writer.TryWrite(new Change { Deleted = notification });

    /// <summary>Commits what is waiting, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _changes.Writer.TryComplete();
            await _committing.ConfigureAwait(false);
            _database.Dispose();
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, without waiting; the file is closed when the last commit has ended.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async Task CommitAllAsync()
    {
        List<Change> group = [];
        while (await _changes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.RemoveAll(change => change.Deleted is null);
            long bytes = 0;
            while (group.Count < MaxGroup && bytes < MaxGroupBytes && _changes.Reader.TryRead(out Change? change))
            {
                group.Add(change);
                bytes += change.Added?.Body.Length ?? 0;
            }

            // Deletions that failed stay for the next commit; what was to be added is told at once.
            if (Commit(group))
            {
                group.Clear();
            }
        }
    }

    private bool Commit(List<Change> group)
    {
        Change[] additions = [.. group.Where(change => change.Added is not null)];
        SpooledNotification[] deleted = [.. group.Where(change => change.Deleted is not null).Select(change => change.Deleted!)];
        if (additions.Length > 0 && _reserve is not null && !_reserve.Keep() && !KeepWithPagesGivenBack(_reserve))
        {
            Refuse(additions, new IOException($"The spool's disk has less than {SpoolReserve.Bytes} bytes left."), DiskIsFull);
            additions = [];
        }

        try
        {
            Commit(additions, deleted);
            return true;
        }
#pragma warning disable CA1031 // Whatever the disk or the library threw, those who wait must hear that nothing was stored, and the loop must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            bool isFull = (exception as SqliteException)?.SqliteErrorCode == SqliteFull;
            Refuse(additions, exception, isFull ? DiskIsFull : exception.Message);
            return isFull && _reserve is not null && deleted.Length > 0 && DeleteWithReserve(deleted);
        }
    }

    private void Commit(Change[] additions, SpooledNotification[] deleted)
    {
        SpooledNotification[] added = [.. additions.Select((change, i) => change.Added! with { Number = _number + 1 + i })];
        _database.Commit(added, [.. deleted.Select(one => one.Number)]);
        _number += added.Length;
        Interlocked.Add(ref _count, added.Length - deleted.Length);
        Interlocked.Add(ref _bytes, -deleted.Sum(one => (long)one.Body.Length));
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

    private bool DeleteWithReserve(SpooledNotification[] deleted)
    {
        _reserve!.GiveUp();
        try
        {
            Commit([], deleted);
            _database.ShortenLog();
            return true;
        }
        catch (SqliteException exception)
        {
            _failed(exception);
            return false;
        }
    }

    private void Refuse(Change[] additions, Exception exception, string reason)
    {
        Interlocked.Add(ref _bytes, -additions.Sum(change => (long)change.Added!.Body.Length));
        Volatile.Write(ref _problem, reason);
        foreach (Change change in additions)
        {
            change.Done.TrySetException(new SpoolException($"The spool could not write ({reason}). Nothing was stored.", exception));
        }

        _failed(exception);
    }

    private sealed class Change
    {
        public SpooledNotification? Added { get; init; }

        public SpooledNotification? Deleted { get; init; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
