using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>The tables of a spool's file, how a new one is made, and how one of an earlier version becomes one of this.</summary>
/// <remarks>
/// <c>user_version</c>, which SQLite keeps for its users, says the layout. 0: without <c>trace</c> and <c>checksum</c>. 1: without <c>checksum</c>. 2: this one. A new layout
/// changes the text of the table too.
/// </remarks>
internal static class SpoolSchema
{
    public const long Layout = 2;

    private const string Table = "CREATE TABLE notification (number INTEGER PRIMARY KEY, id TEXT NOT NULL, arrived INTEGER NOT NULL, body BLOB NOT NULL";

    // By layout.
    private static readonly string[] Tables = [$"{Table})", $"{Table}, trace TEXT)", $"{Table}, trace TEXT, checksum INTEGER)"];

    // One row: how many commits there were, how many notifications they left, the sum of their checksums, and up to which number they may have none.
    private const string Ledger = "CREATE TABLE ledger (one INTEGER PRIMARY KEY CHECK (one = 1), commits INTEGER NOT NULL, count INTEGER NOT NULL, sum INTEGER NOT NULL, last_without_checksum INTEGER NOT NULL)";

    // How far damaged files have been read, by their folder's name.
    private const string Recovery = "CREATE TABLE recovery (source TEXT PRIMARY KEY, page INTEGER NOT NULL, taken INTEGER NOT NULL, damaged INTEGER NOT NULL) WITHOUT ROWID";

    /// <summary>Opens a connection, which changes nothing.</summary>
    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Makes the file what this version writes, in one transaction: a kill leaves what was, or what is to be.</summary>
    /// <exception cref="SpoolException">It is of a layout that this version does not know.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        // These have an effect on a new file only, and come before the log is chosen, which writes the file. Pages can then be given back to a disk that is full, and a
        // damaged file be read whose header is gone.
        Execute(connection, "PRAGMA page_size = 4096");
        Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        if (LayoutOf(connection) is Layout)
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (string statement in Statements(LayoutOf(connection)))
        {
            Execute(connection, statement, transaction);
        }

        transaction.Commit();
    }

    /// <summary>The layout of a file; <see langword="null"/> of an empty one.</summary>
    /// <exception cref="SpoolException">It is of a layout that this version does not know.</exception>
    public static long? LayoutOf(SqliteConnection connection)
    {
        if (Number(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            return null;
        }

        long layout = Number(connection, "PRAGMA user_version");
        return layout is >= 0 and <= Layout ? layout : throw new SpoolException(
            $"'{connection.DataSource}' was written by another version of S3Snowplow (layout {layout}, this one reads up to {Layout}). Nothing was changed; let that version relay it, or choose another folder.");
    }

    /// <summary>Whether the table is the one of a layout; a damaged page can have another text in it.</summary>
    public static bool IsTableOf(SqliteConnection connection, long layout)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE name = 'notification'";
        return command.ExecuteScalar() as string == Tables[layout];
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    public static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this folder, and a number.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static IEnumerable<string> Statements(long? layout)
    {
        if (layout is null)
        {
            yield return Tables[Layout];
        }

        if (layout is 0)
        {
            yield return "ALTER TABLE notification ADD COLUMN trace TEXT";
        }

        if (layout is not null)
        {
            // Takes no time and moves no row, however many there are: those of before have no checksum.
            yield return "ALTER TABLE notification ADD COLUMN checksum INTEGER";
        }

        yield return Ledger;
        yield return Recovery;
        yield return "INSERT INTO ledger SELECT 1, 0, count(*), 0, ifnull(max(number), 0) FROM notification";
        yield return $"PRAGMA user_version = {Layout}";
    }
}
