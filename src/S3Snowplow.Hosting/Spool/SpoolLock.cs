namespace S3Snowplow.Hosting.Spool;

/// <summary>The file by which one process at a time uses a folder.</summary>
internal static class SpoolLock
{
    /// <summary>Takes the folder, which is made where it does not exist; disposing gives it back.</summary>
    /// <exception cref="SpoolException">Another process uses the folder, or it cannot be written to.</exception>
    public static FileStream Take(string folder)
    {
        string file = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(file))
            {
                // Apart from the lock, so that a folder that cannot be written to is not taken for one in use.
                File.WriteAllBytes(file, []);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException($"Spool: {nameof(SpoolOptions.Directory)} cannot be used, '{folder}' cannot be written to ({exception.Message}); allowed: a folder on a local disk.", exception);
        }

        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new SpoolException($"The spool in '{Path.GetFullPath(folder)}' is in use by another process; stop the other process, or set another folder. Nothing was changed.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SpoolException($"Spool: {nameof(SpoolOptions.Directory)} cannot be used, '{file}' cannot be written to ({exception.Message}); allowed: a folder on a local disk.", exception);
        }
    }
}
