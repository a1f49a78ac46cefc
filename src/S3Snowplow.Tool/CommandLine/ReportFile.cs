namespace S3Snowplow.Tool;

/// <summary>A file that a command writes in the end: that it can be written is found out before anything is done.</summary>
internal static class ReportFile
{
    /// <summary>Makes its folder, and says why it cannot be written; <see langword="null"/>: it can.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names it, for the message.</param>
    public static string? Problem(string path, string option)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return $"{option} is '{path}', which is a folder; a file is needed. Nothing was done.";
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            bool isNew = !File.Exists(path);
            using (File.Open(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew)
            {
                File.Delete(path);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{option} is '{path}', which cannot be written: {exception.Message} Nothing was done.";
        }
    }
}
