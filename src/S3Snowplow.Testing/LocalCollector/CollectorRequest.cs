namespace S3Snowplow.Testing;

/// <summary>
/// A request to a tracking endpoint as it arrived, whatever became of it. Requests to <c>/health</c> and <c>/micro</c> are not kept.
/// </summary>
public sealed record CollectorRequest
{
    /// <summary>1 for the first request since the collector's start; a reset does not start again.</summary>
    public required long Number { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, decoded, such as <c>/com.snowplowanalytics.snowplow/tp2</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The query string with its question mark, as sent; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers, names in any case; several values of one name are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body's bytes, verbatim; for a body that was cut off, those that were read.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body was read to its end.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>When its head arrived, by the collector's clock.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>The fault that was played; <see langword="null"/> for an honest answer.</summary>
    public CollectorFault? Fault { get; init; }

    /// <summary>The sender's address; used by the Micro API.</summary>
    internal string RemoteAddress { get; init; } = "";

    /// <summary>The sender's network user id, from its cookie or made up; used by the Micro API.</summary>
    internal string NetworkUserId { get; init; } = "";

    /// <summary>The content type as the collector keeps it; used by the judge.</summary>
    internal string? ContentType { get; init; }

    /// <summary>The path of the protocol that the request's path stands for; used by the judge.</summary>
    internal string ProtocolPath { get; init; } = "";

    /// <summary>The two segments of that path, which the pipeline reads as vendor and version of a protocol.</summary>
    internal (string Vendor, string Version) Api =>
        ProtocolPath.Split('/') is ["", var vendor, var version] ? (vendor, version) : ("", "");
}
