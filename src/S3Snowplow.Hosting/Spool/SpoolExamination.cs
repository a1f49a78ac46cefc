using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace S3Snowplow.Hosting.Spool;

/// <summary>Finds out whether a spool's file is sound and whole before it is used. Changes nothing, not even the write-ahead log, which a damaged file is read from.</summary>
internal static class SpoolExamination
{
    // sqlite3_db_config: the last connection to close moves no log into the file. https://sqlite.org/c3ref/c_dbconfig_defensive.html
    private const int NoCheckpointOnClose = 1006;

    // https://sqlite.org/rescode.html
    private const int Error = 1;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const int ReadFailed = 266;
    private const int ShortRead = 522;

    /// <summary>What is wrong with the file of a folder, for people; <see langword="null"/> where it is sound, or where there is none and was none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mark">What <see cref="CommitMark"/> says of it.</param>
    /// <exception cref="SpoolException">It is of a layout that this version does not know.</exception>
    /// <exception cref="SqliteException">It cannot be opened, and that is not the file's fault.</exception>
    public static string? Examine(string folder, CommitNote? mark)
    {
        string path = Path.Combine(folder, SpoolDatabase.FileName);
        if (!File.Exists(path))
        {
            return mark is { Commits: > 0 } || File.Exists(path + "-wal") ? "it is missing" : null;
        }

        try
        {
            using SqliteConnection connection = SpoolSchema.Connect(path);
            _ = raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
            return Examine(connection, mark);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Error or Corrupt or NotADatabase || exception.SqliteExtendedErrorCode is ReadFailed or ShortRead)
        {
            // Another error (no permission, no memory) is not the file's fault and is for the caller.
            return exception.Message;
        }
    }

    private static string? Examine(SqliteConnection connection, CommitNote? mark)
    {
        if (SpoolSchema.LayoutOf(connection) is not { } layout)
        {
            return mark is { Commits: > 0 } ? "it is empty" : null;
        }

        if (!SpoolSchema.IsTableOf(connection, layout))
        {
            return "its table is not the one that was made";
        }

        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() as string is not "ok" and var found)
        {
            return found ?? "its pages do not fit together";
        }

        return layout < SpoolSchema.Layout ? null : Compare(Ledger.Read(connection), Ledger.Measure(connection), mark);
    }

    private static string? Compare(Ledger ledger, (long Count, long Sum) found, CommitNote? mark)
    {
        if (mark?.Commits > ledger.Commits)
        {
            return $"commits {ledger.Commits + 1} to {mark.Value.Commits}, which were on the disk, are missing; its write-ahead log was cut or damaged";
        }

        return found == (ledger.Count, ledger.Sum) ? null : $"it has {found.Count} notifications, and not the {ledger.Count} that its last commit left";
    }
}
