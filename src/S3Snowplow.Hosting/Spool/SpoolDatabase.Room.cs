using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <content>The room that the file and its log take on the disk.</content>
internal sealed partial class SpoolDatabase
{
    /// <summary>Whether deletions left pages free that the file still has.</summary>
    public bool HasFreePages => SpoolSchema.Number(_writing, "PRAGMA freelist_count") > 0;

    /// <summary>Moves the log's changes into the file and cuts the log to nothing, so that the disk has its room.</summary>
    /// <exception cref="SqliteException">It could not; nothing is lost.</exception>
    public void ShortenLog() => SpoolSchema.Execute(_writing, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>Shortens the log and cuts pages that deletions left free off the file, up to 64 MiB.</summary>
    /// <exception cref="SqliteException">There was no room to do it in; nothing is lost.</exception>
    public void GiveBackPages()
    {
        // Each cut moves pages by the log, which may have the room of the reserve only.
        const int MostCuts = 16;
        ShortenLog();
        for (int cut = 0; cut < MostCuts && HasFreePages; cut++)
        {
            CutPages();
            ShortenLog();
        }
    }

    /// <summary>Lets the file take no more pages, as a full disk would; for tests.</summary>
    internal void LimitPages(long pages) => SpoolSchema.Execute(_writing, $"PRAGMA max_page_count = {pages}");

    private void CutPages()
    {
        using SqliteCommand command = _writing.CreateCommand();
        command.CommandText = "PRAGMA incremental_vacuum(1024)";
        using SqliteDataReader pages = command.ExecuteReader();
        while (pages.Read())
        {
            // Each step is a page.
        }
    }
}
