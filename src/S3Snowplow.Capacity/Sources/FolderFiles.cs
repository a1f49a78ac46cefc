using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>The files of a folder of this machine that belong to its bands.</summary>
internal static class FolderFiles
{
    private const int MaxFoldersBelow = 16;

    /// <summary>The files in the order of their names, and when any of it was last written.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static async Task<(IReadOnlyList<FolderFile> Files, DateTimeOffset Written)> ReadAsync(string folder, BandsFolderLayout layout, CancellationToken cancellationToken)
    {
        try
        {
            DateTimeOffset written = new(Directory.GetLastWriteTimeUtc(folder));
            List<FolderFile> files = [];
            long total = 0;
            foreach (string name in Names(folder, layout))
            {
                string path = Path.Combine(folder, name);
                DateTimeOffset time = new(File.GetLastWriteTimeUtc(path));
                written = time > written ? time : written;
                (string? text, string? problem) = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
                total += text?.Length ?? 0;
                if (total > BandsText.MaxFolderBytes)
                {
                    throw new IOException($"The files of the folder have more than {BandsText.MaxFolderBytes} bytes together, which is the limit.");
                }

                files.Add(new FolderFile(name, text, problem));
            }

            return (files, written);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    // A link that leads nowhere, or a file that may not be read, is the trouble of its own pipelines.
    private static async Task<(string? Text, string? Problem)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await BandsText.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The file cannot be read ({exception.GetType().Name}). Allowed: a file that is there and may be read.");
        }
    }

    private static List<string> Names(string folder, BandsFolderLayout layout)
    {
        // Links to folders are not followed, since one may lead back up.
        var options = new EnumerationOptions { RecurseSubdirectories = layout.HasFoldersBelow, MaxRecursionDepth = MaxFoldersBelow, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };
        var all = new System.IO.Enumeration.FileSystemEnumerable<string>(
            folder,
            (ref System.IO.Enumeration.FileSystemEntry entry) => Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'),
            options)
        {
            ShouldIncludePredicate = (ref System.IO.Enumeration.FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref System.IO.Enumeration.FileSystemEntry entry) => !entry.FileName.StartsWith('.') && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        List<string> names = [];
        foreach (string name in all.Where(layout.IsRead))
        {
            names.Add(name);
            if (names.Count > BandsText.MaxFiles)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The folder has more than {BandsText.MaxFiles} files that are read, which is the limit."));
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
