namespace S3Snowplow.Hosting.Spool;

/// <summary>
/// Space on the spool's disk that is given up when the disk is full. Deleting needs space too: the log of changes grows before the file shrinks. Without it a full disk
/// could neither be worked off nor opened again.
/// </summary>
/// <remarks>While it cannot be kept, nothing new is taken; so what is taken can always be removed.</remarks>
internal sealed class SpoolReserve(string folder)
{
    // The log of one commit (SpoolStore.MaxGroupBytes and its pages), what had not been checkpointed before it, and some.
    public const int Bytes = 16 * 1024 * 1024;

    private const int Chunk = 1024 * 1024;

    private readonly string _path = Path.Combine(folder, "reserve");
    private bool _isKept;

    /// <summary>Takes the space, unless it is taken; says whether it is.</summary>
    public bool Keep()
    {
        if (_isKept)
        {
            return true;
        }

        try
        {
            // Asked first, so that a disk that stays full is not written to at each try.
            if (!File.Exists(_path) && new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < Bytes)
            {
                return false;
            }

            using var file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None);
            byte[] chunk = new byte[Chunk];
            for (int written = 0; written < Bytes; written += Chunk)
            {
                file.Write(chunk);
            }

            file.Flush(flushToDisk: true);
            return _isKept = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            GiveUp();
            return false;
        }
    }

    /// <summary>Gives the space back to the disk.</summary>
    public void GiveUp()
    {
        _isKept = false;
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The commit that it was meant for says what is wrong with the disk.
        }
    }
}
