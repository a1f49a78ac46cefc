namespace S3Snowplow.Testing;

/// <summary>The words of a text, near enough to the standard analyser: a word that is compared with a text has to be in lower case and without signs.</summary>
internal static class TextWords
{
    public static string[] Of(string text) =>
        new string([.. text.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
