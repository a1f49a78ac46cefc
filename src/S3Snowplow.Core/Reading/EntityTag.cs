namespace S3Snowplow.Reading;

/// <summary>Reads the entity tag of an object. Some stores send it as the HTTP header has it, in quotes; one pair of them is no part of it.</summary>
internal static class EntityTag
{
    /// <summary>The tag without the pair of quotes around it, or <see langword="null"/> where there is none.</summary>
    /// <exception cref="System.Text.DecoderFallbackException">The bytes are not UTF-8.</exception>
    /// <exception cref="InvalidOperationException">The escapes are not text.</exception>
    public static string? Read(ReadOnlySpan<byte> document, JsonText value)
    {
        if (value.TryTakeQuotesOff(document, out JsonText inner))
        {
            return inner.ToStringOrNull(document);
        }

        // Quotes that are escaped in another way, or with escapes between them.
        string? tag = value.ToStringOrNull(document);
        return tag is not ['"', .., '"'] ? tag : tag.Length > 2 ? tag[1..^1] : null;
    }
}
