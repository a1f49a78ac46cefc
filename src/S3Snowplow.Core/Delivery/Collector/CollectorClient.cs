using System.Diagnostics;
using System.Net;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// Posts bodies to a collector's tp2 path and tells what the answers mean. Owns the time limit of a request, its span and its measurement; how the
/// bytes travel is for those who derive from it.
/// </summary>
/// <remarks>
/// Source of path and content type: Snowplow documentation, "Sending events with HTTP requests"; Stream Collector
/// 3.x. What says that events are taken: <see cref="AcceptedAnswers"/>. Request bodies are never compressed: a collector does not decode them and answers 200 all the same.
/// </remarks>
internal abstract class CollectorClient : ICollector
{
    /// <summary>The path that a collector understands; any other path of two parts is answered with 200 and lost.</summary>
    public const string Path = CollectorAddress.CollectorPath;

    private const int MaxMediaTypeLength = 64;

    private readonly TimeSpan _timeout;
    private readonly AcceptedAnswers _accepted;
    private readonly RelayMetrics _metrics;

    /// <param name="options">The settings, which are valid: the collector's address, the time limit of one request, what is accepted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Takes the requests' durations.</param>
    protected CollectorClient(RelayOptions options, TimeProvider time, RelayMetrics metrics)
    {
        Address = new Uri(options.CollectorUri!, Path);
        _timeout = options.Delivery.RequestTimeout;
        _accepted = new AcceptedAnswers(options.Delivery.AcceptedAnswers);
        Time = time;
        _metrics = metrics;
    }

    protected static string UserAgent { get; } = TrackerIdentity.Version.Replace("s3snowplow-", "S3Snowplow/", StringComparison.Ordinal);

    protected Uri Address { get; }

    protected TimeProvider Time { get; }

    public abstract void Dispose();

    public async Task<CollectorAnswer> PostAsync(ReadOnlyMemory<byte> body, int events, CancellationToken cancellationToken)
    {
        using RelaySpan span = RelaySpan.Start("collector post", ActivityKind.Client);
        Activity? activity = span.Activity;
        activity?.SetTag("server.address", Address.Host).SetTag("server.port", Address.Port).SetTag("http.request.method", "POST");
        long started = Time.GetTimestamp();
        CollectorAnswer answer = default;
        try
        {
            answer = await SendWithinTimeAsync(body, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        finally
        {
            if (answer.ErrorType is not null)
            {
                activity?.SetTag("error.type", answer.ErrorType).SetStatus(ActivityStatusCode.Error);
            }

            if (answer.StatusCode is { } status)
            {
                activity?.SetTag("http.response.status_code", status);
            }

            _metrics.Request(Time.GetElapsedTime(started), events, body.Length, answer.Tag, answer.StatusCode, answer.ErrorType);
        }
    }

    /// <summary>Sends a body. Faults are answers; what was sent over a connection that had died meanwhile is sent again, and nothing else is.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or out of time.</exception>
    protected abstract Task<CollectorAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>What an answer means whose body has been read to its end, or is longer than any that is accepted.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, of a longer one the first <see cref="AcceptedAnswers.MaxBodyBytes"/> + 1 bytes; empty where <see cref="AcceptedAnswers.NeedsBody"/> says that it does not count.</param>
    /// <param name="retryAfter">How long the answer asks to wait.</param>
    /// <param name="contentType">Its <c>Content-Type</c>, for people.</param>
    /// <param name="contentEncoding">Its <c>Content-Encoding</c>. The request asked for no encoding, so an encoded <c>ok</c> does not count.</param>
    protected CollectorAnswer Answer(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter, string? contentType, string? contentEncoding) => _accepted.Include(status, body)
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

    private async Task<CollectorAnswer> SendWithinTimeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, Time);
        using CancellationTokenRegistration both = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        try
        {
            return await SendAsync(body, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CollectorAnswer.NoAnswer("timeout");
        }
    }
}
