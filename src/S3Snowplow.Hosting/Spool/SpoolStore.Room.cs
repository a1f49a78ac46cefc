using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <content>What is done on a disk that is full, so that what is stored can be worked off and more be taken afterwards.</content>
internal sealed partial class SpoolStore
{
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

    /// <summary>
    /// Deletes on a disk that is full, a part at a time: the log of a commit grows by what it deletes, and has the reserve's room only. Then gives back what the file does not need: a
    /// file with room in itself still needs some for its log.
    /// </summary>
    private void MakeRoom(SpoolReserve reserve, List<SpoolDeletion> deleted)
    {
        reserve.GiveUp();
        try
        {
            while (deleted.Count > 0)
            {
                List<SpoolDeletion> part = ChangeGroup.PartOf(deleted);
                int count = part.Count;
                CommitNow([], part);
                deleted.RemoveRange(0, count);
                _database.ShortenLog();
            }

            _database.GiveBackPages();
        }
        catch (SqliteException exception)
        {
            Tell(exception);
        }

        // At once where it can be had: the next deletion, and the next start, need it as well.
        reserve.Keep();
    }
}
