using System.Globalization;
using System.Net;

namespace S3Snowplow.Delivery;

/// <summary>What came of an attempt.</summary>
public enum AnswerKind
{
    /// <summary>There was no attempt, or it was called off.</summary>
    None,

    /// <summary>Accepted.</summary>
    Delivered,

    /// <summary>A fault that passes: try the same again.</summary>
    Retry,

    /// <summary>Something in the body is refused: split it; what is refused alone is rejected.</summary>
    Suspect,

    /// <summary>Not the answer of a collector at its tp2 path: stop, probe, reject nothing.</summary>
    Misdirected,
}

/// <summary>An answer, or the lack of one, and what it means.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="StatusCode">The HTTP status, if an answer came.</param>
/// <param name="RetryAfter">How long the collector asked to wait.</param>
/// <param name="ErrorType">For the metric tag <c>error.type</c>: the status, or the sort of network error.</param>
/// <param name="ContentType">What the answer says that its body is, for people; only of answers that are no collector's.</param>
public readonly record struct CollectorAnswer(AnswerKind Kind, int? StatusCode = null, TimeSpan? RetryAfter = null, string? ErrorType = null, string? ContentType = null)
{
    /// <summary>Whether the collector, or what limits its rate, asks for fewer requests; that is meant for the sender, whatever the batch.</summary>
    public bool AsksToSlowDown => RetryAfter is not null || StatusCode is 408 or 429;

    /// <summary>
    /// Tells what a status means that <see cref="AcceptedAnswers"/> do not include; so 200 here is one with another body. Sources: Snowplow Stream Collector (413
    /// above its payload limit; 404 for paths that are not of two parts), Snowplow trackers (400 and 422 are not retried). Statuses that come from what stands
    /// between (proxies, gateways, a wrong host) say nothing about the events, so they never reject one.
    /// </summary>
    public static AnswerKind Classify(HttpStatusCode status) => (int)status switch
    {
        400 or 413 or 422 => AnswerKind.Suspect,
        408 or 429 or >= 500 => AnswerKind.Retry,
        _ => AnswerKind.Misdirected,
    };

    /// <summary>A collector has the events.</summary>
    /// <param name="status">The HTTP status, or what stands for it.</param>
    public static CollectorAnswer Accepted(int status = 200) => new(AnswerKind.Delivered, status);

    /// <summary>An answer that does not say that the events have been taken.</summary>
    public static CollectorAnswer Of(HttpStatusCode status, TimeSpan? retryAfter, string? contentType = null)
    {
        AnswerKind kind = Classify(status);
        string error = status == HttpStatusCode.OK ? "unexpected_body" : ((int)status).ToString(CultureInfo.InvariantCulture);
        return new(kind, (int)status, retryAfter, error, kind == AnswerKind.Misdirected ? contentType : null);
    }

    /// <summary>What a client that follows redirects makes of one: somebody else's answer.</summary>
    public static CollectorAnswer Redirected { get; } = new(AnswerKind.Misdirected, ErrorType: "redirected");

    /// <summary>No answer came: the network failed, or the time was up. The same batch is sent again.</summary>
    /// <param name="errorType">The sort of fault in few words, such as <c>connection_error</c>; it is a metric's tag.</param>
    public static CollectorAnswer NoAnswer(string errorType) => new(AnswerKind.Retry, ErrorType: errorType);

    /// <summary>What it means, as the metric tag <c>answer</c>.</summary>
    public string Tag => Kind switch
    {
        AnswerKind.Delivered => "delivered",
        AnswerKind.Retry => "retry",
        AnswerKind.Suspect => "suspect",
        AnswerKind.Misdirected => "misdirected",
        _ => "cancelled",
    };

    /// <summary>Says it for people: <c>HTTP 503</c>, <c>HTTP 200 with another body than ok, text/html</c>, or the sort of network error. Never the body.</summary>
    public override string ToString()
    {
        if (StatusCode is not { } status)
        {
            return ErrorType == Redirected.ErrorType ? "a redirect" : $"no answer ({ErrorType})";
        }

        string body = status == 200 && Kind == AnswerKind.Misdirected ? " with another body than ok" : "";
        return ContentType is null ? $"HTTP {status}{body}" : $"HTTP {status}{body}, {ContentType}";
    }
}
