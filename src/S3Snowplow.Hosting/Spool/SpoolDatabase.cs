using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>The file of a spool: SQLite with a write-ahead log that is flushed to the disk at each commit. One connection writes, one reads.</summary>
internal sealed class SpoolDatabase : IDisposable
{
    private const string FileName = "spool.db";

    // Of the table's columns; in the file's user_version, which SQLite keeps for its users.
    private const long Layout = 1;

    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reading;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _read;
    private readonly object _readGate = new();
    private bool _flushes = true;

    private SpoolDatabase(string path)
    {
        _writing = Open(path);
        _reading = Open(path);
        _insert = Prepared(_writing, "INSERT INTO notification (number, id, arrived, body, trace) VALUES ($number, $id, $arrived, $body, $trace)", "$number", "$id", "$arrived", "$body", "$trace");
        _delete = Prepared(_writing, "DELETE FROM notification WHERE number BETWEEN $first AND $last", "$first", "$last");
        _read = Prepared(_reading, "SELECT number, id, arrived, body, trace FROM notification WHERE number > $number ORDER BY number LIMIT $limit", "$number", "$limit");
    }

    /// <summary>Opens the file in a folder, or makes it. A file that is damaged is set aside, and what can be read of it taken over.</summary>
    /// <param name="folder">The folder; it exists.</param>
    /// <param name="setAside">Called with the new place of a damaged file and the number of notifications read from it.</param>
    /// <param name="now">The time, for the name of a file that is set aside.</param>
    public static SpoolDatabase Open(string folder, DateTimeOffset now, Action<string, int> setAside)
    {
        string path = Path.Combine(folder, FileName);
        if (IsSound(path))
        {
            return new SpoolDatabase(path);
        }

        string aside = Directory.CreateDirectory(Path.Combine(folder, "damaged", now.ToString("yyyyMMdd'T'HHmmssfff'Z'"))).FullName;
        foreach (string file in Directory.GetFiles(folder, FileName + "*"))
        {
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        }

        var database = new SpoolDatabase(path);
        setAside(aside, database.TakeOver(Path.Combine(aside, FileName)));
        return database;
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

    /// <summary>The notifications after a number, in order.</summary>
    public List<SpooledNotification> ReadAfter(long number, int limit)
    {
        lock (_readGate)
        {
            (_read.Parameters[0].Value, _read.Parameters[1].Value) = (number, limit);
            return Read(_read);
        }
    }

    /// <summary>Stores and deletes in one transaction. What is stored is durable when this returns; a deletion alone may be undone by a loss of power, and is then made again.</summary>
    /// <exception cref="SqliteException">Nothing of it happened.</exception>
    public void Commit(IReadOnlyList<SpooledNotification> added, IReadOnlyList<long> deleted)
    {
        FlushAtCommit(added.Count > 0);
        using SqliteTransaction transaction = _writing.BeginTransaction();
        (_insert.Transaction, _delete.Transaction) = (transaction, transaction);
        foreach (SpooledNotification one in added)
        {
            SqliteParameterCollection row = _insert.Parameters;
            (row[0].Value, row[1].Value, row[2].Value, row[3].Value) = (one.Number, one.Id, one.ArrivedAt.ToUnixTimeMilliseconds(), Bytes(one.Body));
            row[4].Value = (object?)one.TraceParent ?? DBNull.Value;
            _insert.ExecuteNonQuery();
        }

        foreach ((long first, long last) in Runs(deleted))
        {
            (_delete.Parameters[0].Value, _delete.Parameters[1].Value) = (first, last);
            _delete.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Moves the log's changes into the file and cuts the log to nothing, so that the disk has its room.</summary>
    /// <exception cref="SqliteException">It could not; nothing is lost.</exception>
    public void ShortenLog() => Execute(_writing, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>Cuts pages that deletions left free off the file, some at a time, and shortens the log.</summary>
    /// <exception cref="SqliteException">There was no room to do it in; nothing is lost.</exception>
    public void GiveBackPages()
    {
        using (SqliteCommand command = _writing.CreateCommand())
        {
            command.CommandText = "PRAGMA incremental_vacuum(4096)";
            using SqliteDataReader pages = command.ExecuteReader();
            while (pages.Read())
            {
                // Each step is a page.
            }
        }

        ShortenLog();
    }

    /// <summary>Lets the file take no more pages, as a full disk would; for tests.</summary>
    internal void LimitPages(long pages) => Execute(_writing, $"PRAGMA max_page_count = {pages}");

    public void Dispose()
    {
        _read.Dispose();
        _insert.Dispose();
        _delete.Dispose();
        _reading.Dispose();
        _writing.Dispose();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();

        // Only has an effect on a new file: pages can then be given back to a disk that is full. Before the log is chosen, which writes the file.
        Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        Execute(connection, "PRAGMA journal_mode = WAL");

        // FULL flushes the log at every commit; with less, a commit could be undone by a loss of power.
        Execute(connection, "PRAGMA synchronous = FULL");
        long layout = Layout;
        if (Number(connection, "SELECT count(*) FROM sqlite_master") > 0 && (layout = Number(connection, "PRAGMA user_version")) != Layout)
        {
            connection.Dispose();
            throw new SpoolException($"'{path}' was written by another version of S3Snowplow (layout {layout}, this one reads {Layout}). Nothing was changed; let that version relay it, or choose another folder.");
        }

        Execute(connection, $"PRAGMA user_version = {Layout}");
        Execute(connection, "CREATE TABLE IF NOT EXISTS notification (number INTEGER PRIMARY KEY, id TEXT NOT NULL, arrived INTEGER NOT NULL, body BLOB NOT NULL, trace TEXT)");
        return connection;
    }

    // Nobody waits for a deletion, and one that is undone only has the notification sent again, with the same ids. Later commits make it durable.
    private void FlushAtCommit(bool flush)
    {
        if (_flushes != flush)
        {
            Execute(_writing, flush ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
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

    // What was delivered together stands together, as a rule: one statement for many.
    private static IEnumerable<(long First, long Last)> Runs(IReadOnlyList<long> numbers)
    {
        long[] sorted = [.. numbers.Order()];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && sorted[next] == sorted[next - 1] + 1;)
            {
                next++;
            }

            yield return (sorted[first], sorted[next - 1]);
        }
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : body.ToArray();

    private static bool IsSound(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        try
        {
            using SqliteConnection connection = Open(path);
            using SqliteCommand check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            return (string?)check.ExecuteScalar() == "ok";
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 11 or 26)
        {
            // SQLITE_CORRUPT and SQLITE_NOTADB; another error (no permission, no disk) is not the file's fault and is for the caller.
            return false;
        }
    }

    /// <summary>Copies what can be read from a damaged file, one by one, and tells how many.</summary>
    private int TakeOver(string damaged)
    {
        int taken = 0;
        try
        {
            using SqliteConnection connection = Open(damaged);
            long number = 0;
            while (true)
            {
                using SqliteCommand command = connection.CreateCommand();
                command.CommandText = "SELECT number, id, arrived, body, trace FROM notification WHERE number > $number ORDER BY number LIMIT 1";
                command.Parameters.AddWithValue("$number", number);
                if (Read(command) is not [var one])
                {
                    return taken;
                }

                Commit([one], []);
                number = one.Number;
                taken++;
            }
        }
        catch (SqliteException)
        {
            // Beyond here nothing can be read; the file stays where it was put.
            return taken;
        }
    }

    private static List<SpooledNotification> Read(SqliteCommand command)
    {
        List<SpooledNotification> notifications = [];
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            string? trace = row.IsDBNull(4) ? null : row.GetString(4);
            notifications.Add(new SpooledNotification(
                row.GetInt64(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetFieldValue<byte[]>(3), SpooledNotification.TraceOf(trace)));
        }

        return notifications;
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file, and a number.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
