namespace S3Snowplow.Capacity;

/// <summary>Texts within the lengths of the schemas: one that is longer would make a failed event of the whole.</summary>
/// <remarks>Enrich counts code points. UTF-16 units are counted here, which are never fewer, because other validators count those.</remarks>
internal static class SchemaText
{
    /// <summary>The beginning of a text, so long as it may be; no pair of surrogates is torn.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }
}
