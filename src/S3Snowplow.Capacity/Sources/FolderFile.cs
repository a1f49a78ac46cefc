namespace S3Snowplow.Capacity;

/// <summary>A file of a folder with bands.</summary>
/// <param name="Name">Its path from the folder, with slashes.</param>
/// <param name="Text">Its text; <see langword="null"/> where it is not read.</param>
/// <param name="Problem">Why it is not read, a sentence.</param>
internal sealed record FolderFile(string Name, string? Text, string? Problem = null)
{
    /// <summary>The hash of files' names and contents.</summary>
    public static string HashOf(IEnumerable<FolderFile> files) =>
        CapacityBands.HashOf(string.Join('\0', files.Select(file => $"{file.Name}\0{file.Text ?? file.Problem}")));
}
