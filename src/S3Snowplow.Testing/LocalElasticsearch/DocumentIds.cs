namespace S3Snowplow.Testing;

/// <summary>Ids of documents that are written without one.</summary>
internal static class DocumentIds
{
    /// <summary>Twenty letters that are safe in a URL, as Elasticsearch draws them.</summary>
    public static string Draw() => Convert.ToBase64String(Guid.NewGuid().ToByteArray().AsSpan(0, 15)).Replace('+', '-').Replace('/', '_');
}
