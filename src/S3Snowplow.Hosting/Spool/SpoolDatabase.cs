using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>
/// The file of a spool: SQLite with a write-ahead log that is flushed to the disk at each commit. One connection writes, one reads. Each commit is counted in the file, and noted
/// beside it (<see cref="CommitMark"/>).
/// </summary>
internal sealed partial class SpoolDatabase : IDisposable
{
    public const string FileName = "spool.db";

    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reading;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _count;
    private readonly SqliteCommand _progress;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _readOlder;
    private readonly CommitMark _mark;
    private readonly Lock _readGate = new();
    private readonly long _lastWithoutChecksum;
    private Ledger _ledger;
    private bool _flushes = true;

    /// <summary>Opens the file in a folder, or makes it; it is sound (<see cref="SpoolExamination"/>).</summary>
    /// <param name="folder">The folder; it exists.</param>
    /// <exception cref="SpoolException">It is of a layout that this version does not know.</exception>
    public SpoolDatabase(string folder)
    {
        string path = Path.Combine(folder, FileName);
        _writing = SpoolSchema.Connect(path);
        try
        {
            SpoolSchema.Prepare(_writing);
            _reading = SpoolSchema.Connect(path);
            _ledger = Ledger.Read(_writing);
            _mark = new CommitMark(folder);
        }
        catch
        {
            _writing.Dispose();
            _reading?.Dispose();
            throw;
        }

        _lastWithoutChecksum = _ledger.LastWithoutChecksum;
        _insert = Prepared(_writing, $"INSERT INTO notification ({StoredRow.Columns}) VALUES ($number, $id, $arrived, $body, $trace, $checksum)", "$number", "$id", "$arrived", "$body", "$trace", "$checksum");
        _delete = Prepared(_writing, "DELETE FROM notification WHERE number BETWEEN $first AND $last RETURNING checksum, length(body)", "$first", "$last");
        _count = Prepared(_writing, "UPDATE ledger SET commits = $commits, count = $count, sum = $sum", "$commits", "$count", "$sum");
        _progress = Prepared(
            _writing,
            "INSERT INTO recovery (source, page, taken, damaged) VALUES ($source, $page, $taken, $damaged) ON CONFLICT (source) DO UPDATE SET page = $page, taken = $taken, damaged = $damaged",
            "$source", "$page", "$taken", "$damaged");
        _read = Prepared(_reading, $"SELECT {StoredRow.Columns} FROM notification WHERE number BETWEEN $first AND $last ORDER BY number LIMIT $limit", "$first", "$last", "$limit");
        _readOlder = Prepared(_reading, $"SELECT {StoredRow.Columns} FROM notification WHERE number > $number AND arrived < $arrived ORDER BY number LIMIT $limit", "$number", "$arrived", "$limit");
    }

    /// <summary>The number of the last notification, and how many and how large all are.</summary>
    public (long Last, long Count, long Bytes) Measure()
    {
        lock (_readGate)
        {
            using SqliteCommand command = _reading.CreateCommand();
            command.CommandText = "SELECT ifnull(max(number), 0), count(*), ifnull(sum(length(body)), 0) FROM notification";
            using SqliteDataReader row = command.ExecuteReader();
            row.Read();
            return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        }
    }

    /// <summary>When the oldest notification arrived; <see langword="null"/> where there is none. Reads the whole file.</summary>
    public DateTimeOffset? Oldest()
    {
        lock (_readGate)
        {
            using SqliteCommand command = _reading.CreateCommand();
            command.CommandText = "SELECT min(arrived) FROM notification WHERE arrived BETWEEN -62135596800000 AND 253402300799999";
            return command.ExecuteScalar() is long arrived ? DateTimeOffset.FromUnixTimeMilliseconds(arrived) : null;
        }
    }

    /// <summary>The notifications after a number, in order, up to a count and to some bytes, whichever comes first.</summary>
    public List<SpooledNotification> ReadAfter(long number, int limit) => ReadBetween(number + 1, long.MaxValue, limit);

    /// <summary>The notifications from one number to another, in order, up to a count and to some bytes, whichever comes first.</summary>
    public List<SpooledNotification> ReadBetween(long first, long last, int limit)
    {
        lock (_readGate)
        {
            (_read.Parameters[0].Value, _read.Parameters[1].Value, _read.Parameters[2].Value) = (first, last, limit);
            return Read(_read);
        }
    }

    /// <summary>The notifications after a number that arrived before a time, in order, up to a count and to some bytes, whichever comes first.</summary>
    public List<SpooledNotification> ReadOlder(long number, DateTimeOffset arrivedBefore, int limit)
    {
        lock (_readGate)
        {
            (_readOlder.Parameters[0].Value, _readOlder.Parameters[1].Value, _readOlder.Parameters[2].Value) = (number, arrivedBefore.ToUnixTimeMilliseconds(), limit);
            return Read(_readOlder);
        }
    }

    /// <summary>How far a damaged file has been read.</summary>
    public RecoveryProgress ProgressOf(string source)
    {
        lock (_readGate)
        {
            using SqliteCommand command = _reading.CreateCommand();
            command.CommandText = "SELECT page, taken, damaged FROM recovery WHERE source = $source";
            command.Parameters.AddWithValue("$source", source);
            using SqliteDataReader row = command.ExecuteReader();
            return row.Read() ? new RecoveryProgress(source, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : new RecoveryProgress(source, 0, 0, 0);
        }
    }

    /// <summary>Stores and deletes in one transaction. What is stored is durable when this returns; a deletion alone may be undone by a loss of power, and is then made again.</summary>
    /// <param name="added">What is stored.</param>
    /// <param name="first">The number of the first of them; the others follow.</param>
    /// <param name="deleted">The numbers of what is deleted.</param>
    /// <param name="progress">How far a damaged file has been read with that, if it was.</param>
    /// <returns>How many were deleted, and how many bytes they had.</returns>
    /// <exception cref="SqliteException">Nothing of it happened.</exception>
    public (long Count, long Bytes) Commit(IReadOnlyList<SpooledNotification> added, long first, IReadOnlyList<long> deleted, RecoveryProgress? progress = null)
    {
        bool flushes = added.Count > 0 || progress is not null;
        FlushAtCommit(flushes);
        using SqliteTransaction transaction = _writing.BeginTransaction();
        (_insert.Transaction, _delete.Transaction, _count.Transaction, _progress.Transaction) = (transaction, transaction, transaction, transaction);
        long sum = 0;
        for (int i = 0; i < added.Count; i++)
        {
            StoredRow row = StoredRow.Of(added[i], first + i);
            Set(_insert, row.Number, row.Id, row.Arrived, row.Body, row.Trace, row.Checksum);
            _insert.ExecuteNonQuery();
            sum = unchecked(sum + row.Checksum.GetValueOrDefault());
        }

        // The command lives on, and the last body need not.
        _insert.Parameters[3].Value = DBNull.Value;

        (long gone, long bytes) = (0, 0);
        foreach ((long from, long to) in NumberRuns.Of(deleted))
        {
            Set(_delete, from, to);
            using SqliteDataReader row = _delete.ExecuteReader();
            while (row.Read())
            {
                sum = row.IsDBNull(0) ? sum : unchecked(sum - row.GetInt64(0));
                bytes += row.GetInt64(1);
                gone++;
            }
        }

        if (progress is { } read)
        {
            Set(_progress, read.Source, read.Page, read.Taken, read.Damaged);
            _progress.ExecuteNonQuery();
        }

        Ledger ledger = _ledger with { Commits = _ledger.Commits + 1, Count = _ledger.Count + added.Count - gone, Sum = unchecked(_ledger.Sum + sum) };
        Set(_count, ledger.Commits, ledger.Count, ledger.Sum);
        _count.ExecuteNonQuery();
        transaction.Commit();
        _ledger = ledger;
        _mark.Note(ledger, flushes);
        return (gone, bytes);
    }

    public void Dispose()
    {
        _read.Dispose();
        _readOlder.Dispose();
        _insert.Dispose();
        _delete.Dispose();
        _count.Dispose();
        _progress.Dispose();
        _reading.Dispose();
        _writing.Dispose();
        _mark.Dispose();
    }

    // Nobody waits for a deletion, and one that is undone only has the notification sent again, with the same ids. Later commits make it durable.
    private void FlushAtCommit(bool flush)
    {
        if (_flushes != flush)
        {
            SpoolSchema.Execute(_writing, flush ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _flushes = flush;
        }
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql, params string[] parameters)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (string parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private List<SpooledNotification> Read(SqliteCommand command)
    {
        const long MaxBytes = 4 * 1024 * 1024;
        List<SpooledNotification> notifications = [];
        long bytes = 0;
        using SqliteDataReader row = command.ExecuteReader();
        while (bytes < MaxBytes && row.Read())
        {
            notifications.Add(StoredRow.Read(row, _lastWithoutChecksum));
            bytes += notifications[^1].Body.Length;
        }

        return notifications;
    }
}
