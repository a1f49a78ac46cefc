using System.Net;

namespace S3Snowplow.Delivery;

/// <summary>A collector's address, and what its answers mean: what every way of posting to it has to know.</summary>
/// <remarks>
/// Source of path and content type: Snowplow documentation, "Sending events with HTTP requests"; Stream Collector
/// 3.x. What says that events are taken: <see cref="AcceptedAnswers"/>. Request bodies are never compressed: a collector does not decode them and answers 200 all the same.
/// </remarks>
/// <param name="options">The settings, which are valid: the collector's address, what is accepted.</param>
internal sealed class CollectorAnswers(RelayOptions options)
{
    private const int MaxMediaTypeLength = 64;

    private readonly AcceptedAnswers _accepted = new(options.Delivery.AcceptedAnswers);

    /// <summary>How the relay calls itself.</summary>
    public static string UserAgent { get; } = TrackerIdentity.Version.Replace("s3snowplow-", "S3Snowplow/", StringComparison.Ordinal);

    /// <summary>Where bodies are posted to.</summary>
    public Uri Address { get; } = new(options.CollectorUri!, CollectorAddress.CollectorPath);

    /// <summary>What an answer means whose body has been read to its end, or is longer than any that is accepted.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, of a longer one the first <see cref="AcceptedAnswers.MaxBodyBytes"/> + 1 bytes; empty where <see cref="AcceptedAnswers.NeedsBody"/> says that it does not count.</param>
    /// <param name="retryAfter">How long the answer asks to wait.</param>
    /// <param name="contentType">Its <c>Content-Type</c>, for people.</param>
    /// <param name="contentEncoding">Its <c>Content-Encoding</c>. The request asked for no encoding, so an encoded <c>ok</c> does not count.</param>
    public CollectorAnswer Of(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter, string? contentType, string? contentEncoding) => _accepted.Include(status, body)
        ? CollectorAnswer.Accepted(status)
        : CollectorAnswer.Of((HttpStatusCode)status, retryAfter, string.IsNullOrEmpty(contentEncoding) ? MediaType(contentType) : $"{MediaType(contentType)}, encoded");

    // It goes into the log, and comes from somebody unknown: the type alone, and only what a type is made of.
    private static string MediaType(string? contentType)
    {
        ReadOnlySpan<char> type = contentType.AsSpan();
        int end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        if (type.IsEmpty)
        {
            return "no content type";
        }

        foreach (char character in type)
        {
            if (type.Length > MaxMediaTypeLength || !(char.IsAsciiLetterOrDigit(character) || character is '/' or '+' or '-' or '.' or '_'))
            {
                return "an unreadable content type";
            }
        }

        return type.ToString();
    }
}
