using System.Diagnostics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// Posts bodies to a collector's tp2 path and tells what the answers mean. Owns the time limit of a request, its span and its measurement; how the
/// bytes travel is for those who derive from it.
/// </summary>
/// <remarks>
/// Source of path, content type and of "200 means accepted": Snowplow documentation, "Sending events with HTTP requests"; Stream Collector
/// 3.x. Request bodies are never compressed: a collector does not decode them and answers 200 all the same.
/// </remarks>
internal abstract class CollectorClient : ICollector
{
    /// <summary>The path that a collector understands; any other path of two parts is answered with 200 and lost.</summary>
    public const string Path = "/com.snowplowanalytics.snowplow/tp2";

    private readonly TimeSpan _timeout;
    private readonly RelayMetrics _metrics;

    /// <param name="collector">The collector's address without a path.</param>
    /// <param name="timeout">The time limit of one request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Takes the requests' durations.</param>
    protected CollectorClient(Uri collector, TimeSpan timeout, TimeProvider time, RelayMetrics metrics)
    {
        Address = new Uri(collector, Path);
        _timeout = timeout;
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

            _metrics.Request(Time.GetElapsedTime(started), events, body.Length, answer);
        }
    }

    /// <summary>Sends a body. Faults are answers; what was sent over a connection that had died meanwhile is sent again, and nothing else is.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or out of time.</exception>
    protected abstract Task<CollectorAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

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
