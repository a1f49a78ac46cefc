using System.Net;

namespace S3Snowplow.Delivery;

/// <summary>The four things that an answer of the collector can mean.</summary>
internal enum AnswerKind
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
internal readonly record struct CollectorAnswer(AnswerKind Kind, int? StatusCode = null, TimeSpan? RetryAfter = null, string? ErrorType = null)
{
    /// <summary>Whether the collector, or what limits its rate, asks for fewer requests; that is meant for the sender, whatever the batch.</summary>
    public bool AsksToSlowDown => RetryAfter is not null || StatusCode is 408 or 429;

    /// <summary>
    /// Tells what a status means. Sources: Snowplow Stream Collector (200 for whatever it buffers; 413 above its payload limit; 404 for
    /// paths that are not of two parts), Snowplow trackers (400 and 422 are not retried). Statuses that come from what stands between (proxies,
    /// gateways, a wrong host) say nothing about the events, so they never reject one.
    /// </summary>
    public static AnswerKind Classify(HttpStatusCode status) => (int)status switch
    {
        200 => AnswerKind.Delivered,
        400 or 413 or 422 => AnswerKind.Suspect,
        408 or 429 or >= 500 => AnswerKind.Retry,
        _ => AnswerKind.Misdirected,
    };

    public static CollectorAnswer Of(HttpStatusCode status, TimeSpan? retryAfter) =>
        new(Classify(status), (int)status, retryAfter, status == HttpStatusCode.OK ? null : ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What a client that follows redirects makes of one: somebody else's answer.</summary>
    public static CollectorAnswer Redirected { get; } = new(AnswerKind.Misdirected, ErrorType: "redirected");

    public static CollectorAnswer NoAnswer(string errorType) => new(AnswerKind.Retry, ErrorType: errorType);

    /// <summary>Says it for people: <c>HTTP 503</c>, or the sort of network error.</summary>
    public override string ToString() => StatusCode is { } status ? $"HTTP {status}" : ErrorType == Redirected.ErrorType ? "a redirect" : $"no answer ({ErrorType})";
}
