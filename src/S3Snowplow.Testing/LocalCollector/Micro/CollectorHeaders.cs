namespace S3Snowplow.Testing;

/// <summary>The headers of a request as a collector keeps them with its payload.</summary>
/// <remarks>
/// Collector 2 leaves out those of the content, puts its own before and the bare content type behind; a type that it cannot read stays
/// as a header. Without the sender where that asked not to be known. Source: recordings of the collector 2.8.1.
/// </remarks>
internal static class CollectorHeaders
{
    private static readonly string[] OfContent = ["Content-Type", "Content-Length", "Transfer-Encoding"];
    private static readonly string[] OfSender = ["Cookie", "X-Forwarded-For", "X-Real-Ip"];

    /// <summary>Lists them.</summary>
    public static IEnumerable<string> Of(CollectorRequest request, SnowplowSoftware software)
    {
        var isAnonymous = request.Headers.ContainsKey("SP-Anonymous");
        var kept = request.Headers.Where(header => !isAnonymous || !OfSender.Contains(header.Key, StringComparer.OrdinalIgnoreCase));
        if (!software.IsSecondGeneration())
            return kept.Select(header => $"{header.Key}: {header.Value}");
        var headers = kept.Where(header => !OfContent.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).Select(header => $"{header.Key}: {header.Value}").Prepend("Timeout-Access: <function1>");
        if (request.ContentType is not { } type)
            return headers;
        return request.Headers.TryGetValue("Content-Type", out var sent) && type == "application/octet-stream" && !sent.StartsWith(type, StringComparison.OrdinalIgnoreCase)
            ? [.. headers, $"content-type: {sent}", type]
            : headers.Append(type);
    }
}
