using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// Posts bodies to a collector's tp2 path and tells what the answers mean. Owns the time limit of a request; retries nothing
/// but what was sent over a connection that had died meanwhile.
/// </summary>
/// <remarks>
/// Source of path, content type and of "200 means accepted": Snowplow documentation, "Sending events with HTTP requests"; Stream Collector
/// 3.x. Request bodies are never compressed: a collector does not decode them and answers 200 all the same.
/// </remarks>
internal sealed class CollectorClient : ICollector
{
    /// <summary>The path that a collector understands; any other path of two parts is answered with 200 and lost.</summary>
    public const string Path = "/com.snowplowanalytics.snowplow/tp2";

    private static readonly MediaTypeHeaderValue ContentType = new("application/json", "utf-8");
    private readonly KeptConnections _kept = new();
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Uri _address;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly RelayMetrics _metrics;

    /// <param name="collector">The collector's address without a path.</param>
    /// <param name="timeout">The time limit of one request.</param>
    /// <param name="http">A client to use, which stays its owner's; otherwise one is made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Takes the requests' durations.</param>
    public CollectorClient(Uri collector, TimeSpan timeout, HttpClient? http, TimeProvider time, RelayMetrics metrics)
    {
        _address = new Uri(collector, Path);
        _timeout = timeout;
        _time = time;
        _metrics = metrics;
        _ownsHttp = http is null;
        _http = http ?? CreateHttpClient();
    }

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    public async Task<CollectorAnswer> PostAsync(ReadOnlyMemory<byte> body, int events, CancellationToken cancellationToken)
    {
        using RelaySpan span = RelaySpan.Start("collector post", ActivityKind.Client);
        Activity? activity = span.Activity;
        activity?.SetTag("server.address", _address.Host).SetTag("server.port", _address.Port).SetTag("http.request.method", "POST");
        long started = _time.GetTimestamp();
        CollectorAnswer answer = default;
        try
        {
            answer = await SendAsync(body, cancellationToken).ConfigureAwait(false);
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

            _metrics.Request(_time.GetElapsedTime(started), events, body.Length, answer);
        }
    }

    private async Task<CollectorAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using CancellationTokenRegistration both = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        while (true)
        {
            bool isKept = _kept.TryTake();
            try
            {
                return await SendOnceAsync(body, timeout.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OperationCanceledException)
            {
                return CollectorAnswer.NoAnswer("timeout");
            }
            catch (HttpRequestException exception) when (isKept && KeptConnections.CouldBeDead(exception))
            {
                // At once, and not told to anybody. On the next dead one the same, until the request has a connection of its own.
            }
            catch (HttpRequestException exception)
            {
                return CollectorAnswer.NoAnswer(Name(exception));
            }
            catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or NotSupportedException)
            {
                // What a handler of the user's may throw besides; the events are safe as long as this is an answer.
                return CollectorAnswer.NoAnswer(exception.GetType().Name);
            }
        }
    }

    private async Task<CollectorAnswer> SendOnceAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = ContentType } } };

        // The status is the whole answer: with the headers read, the body ("ok", or whatever a proxy says) is left to the handler.
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.Headers.ConnectionClose != true)
        {
            _kept.Return();
        }

        return WasRedirected(request) ? CollectorAnswer.Redirected : CollectorAnswer.Of(response.StatusCode, RetryAfter(response.Headers.RetryAfter));
    }

    // A client of the user's may follow redirects: the POST becomes a GET without a body, and its 200 says nothing of the events.
    private bool WasRedirected(HttpRequestMessage request) => request.Method != HttpMethod.Post || request.RequestUri != _address;

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    // The low-cardinality names of the HTTP semantic conventions: connection_error, name_resolution_error, ...
    private static string Name(HttpRequestException exception) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(exception.HttpRequestError == HttpRequestError.Unknown ? nameof(HttpRequestException) : exception.HttpRequestError.ToString());

    private static HttpClient CreateHttpClient()
    {
        // Cookies: the collector sets one per request, and a shared one would make all events one visitor. Redirects: a collector does
        // not redirect tp2, and a followed one would turn the POST into a GET. Lifetime: so that a changed DNS entry is seen.
#pragma warning disable CA2000 // The client owns the handler.
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
        };
#pragma warning restore CA2000
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", TrackerIdentity.Version.Replace("s3snowplow-", "S3Snowplow/", StringComparison.Ordinal));
        return http;
    }
}
