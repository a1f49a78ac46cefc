using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>What a spool's file says of itself, changed by each commit with what it counts: whether a page has gone back to an older state shows in it.</summary>
/// <param name="Commits">How many commits there were.</param>
/// <param name="Count">How many notifications there are.</param>
/// <param name="Sum">The sum of their checksums, modulo 2⁶⁴.</param>
/// <param name="LastWithoutChecksum">The number up to which they may have none, since a version that had no checksums stored them.</param>
internal readonly record struct Ledger(long Commits, long Count, long Sum, long LastWithoutChecksum)
{
    /// <exception cref="SqliteException">The file is damaged.</exception>
    public static Ledger Read(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT commits, count, sum, last_without_checksum FROM ledger";
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? new Ledger(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)) : new Ledger(-1, -1, 0, 0);
    }

    /// <summary>Counts what is there, to be compared with what the file says. Reads the pages of the table, but for those of long bodies.</summary>
    /// <exception cref="SqliteException">The file is damaged.</exception>
    public static (long Count, long Sum) Measure(SqliteConnection connection)
    {
        // In halves: a sum that overflows is an error to SQLite.
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), ifnull(sum(checksum & 4294967295), 0), ifnull(sum((checksum >> 32) & 4294967295), 0) FROM notification";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), unchecked(row.GetInt64(1) + (row.GetInt64(2) << 32)));
    }
}

/// <summary>How far a damaged file has been read; kept in the file that takes over what is read, in the same commit.</summary>
/// <param name="Source">The name of the folder that it was set aside in.</param>
/// <param name="Page">The last page of it that was read.</param>
/// <param name="Taken">How many notifications were taken over.</param>
/// <param name="Damaged">How many were damaged and moved to the rejected ones.</param>
internal readonly record struct RecoveryProgress(string Source, long Page, long Taken, long Damaged);
