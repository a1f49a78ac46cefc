namespace S3Snowplow.Tool;

/// <summary>The line by which a file says that its bands were made from history, and were not yet replaced by real ones.</summary>
internal static class SuggestedMark
{
    /// <summary>The line, without the sign of a comment.</summary>
    public const string Text = "These bands are made from history. Put what your processors really take in their place, and delete this line.";

    /// <summary>Whether a file says that its bands are those that were made from history.</summary>
    /// <param name="path">The file; what cannot be read says nothing.</param>
    public static bool IsUnchanged(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadLines(path).Contains($"# {Text}", StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
