using System.Net.Http.Headers;
using System.Net.Sockets;

namespace S3Snowplow.Delivery;

/// <summary>Posts batches to a Snowplow collector with an <see cref="HttpClient"/>: the transport of an emitter that is given no other.</summary>
public sealed class HttpEventTransport : IEventTransport, IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/json", "utf-8");
    private readonly KeptConnections _kept = new();
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;

    private readonly CollectorAnswers _answers;
    private readonly TimeProvider _time;

    /// <summary>Makes a transport to the collector of <paramref name="options"/>.</summary>
    /// <param name="options">The settings; they are checked, and not read again afterwards.</param>
    /// <param name="http">A client to send with, which stays its owner's; by default the transport makes one. One that is given must neither keep cookies nor follow redirects, and
    /// should have no time limit of its own: <see cref="DeliveryOptions.RequestTimeout"/> is the limit.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <exception cref="RelayOptionsException">Settings are missing or wrong; the message names each.</exception>
    public HttpEventTransport(RelayOptions options, HttpClient? http = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();

        (_answers, _time, _ownsHttp) = (new CollectorAnswers(options), timeProvider ?? TimeProvider.System, http is null);
        _http = http ?? CreateHttpClient(options.Delivery.RequestTimeout / 2);
    }

    private Uri Address => _answers.Address;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    /// <inheritdoc/>
    public async Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);

        return await SendAsync(batch.Body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CollectorAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isKept = _kept.TryTake();
            try
            {
                return await SendOnceAsync(body, cancellationToken).ConfigureAwait(false);
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
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = ContentType } } };

        // With the headers read, nothing of the body but what may be "ok": what else there is, and how much, is left to the handler.
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (WasRedirected(request))
        {
            return CollectorAnswer.Redirected;
        }

        byte[] start = [];
        int length = 0;
        if (AcceptedAnswers.NeedsBody((int)response.StatusCode))
        {
            start = new byte[AcceptedAnswers.MaxBodyBytes + 1];
            try
            {
                Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                // Cut off: whether it was going to be "ok" is not known, so the same is sent again, with the same ids. The connection answered, so it was not dead.
                return CollectorAnswer.NoAnswer("response_ended");
            }
        }

        if (response.Headers.ConnectionClose != true)
        {
            _kept.Return();
        }

        HttpContentHeaders headers = response.Content.Headers;
        return _answers.Of((int)response.StatusCode, start.AsSpan(0, length), RetryAfter(response.Headers.RetryAfter), First(headers, "Content-Type"), First(headers, "Content-Encoding"));
    }

    // As sent: parsing one that is wrong throws.
    private static string? First(HttpContentHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    // A client of the user's may follow redirects: the POST becomes a GET without a body, and its 200 says nothing of the events.
    private bool WasRedirected(HttpRequestMessage request) => request.Method != HttpMethod.Post || request.RequestUri != Address;

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    // The low-cardinality names of the HTTP semantic conventions: connection_error, name_resolution_error, ...
    private static string Name(HttpRequestException exception) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(exception.HttpRequestError == HttpRequestError.Unknown ? nameof(HttpRequestException) : exception.HttpRequestError.ToString());

    private static HttpClient CreateHttpClient(TimeSpan connectTimeout)
    {
        // Cookies: the collector sets one per request, and a shared one would make all events one visitor. Redirects: a collector does
        // not redirect tp2, and a followed one would turn the POST into a GET. Lifetime: so that a changed DNS entry is seen. Connecting has
        // a limit of its own: the pool has the next request wait for a handshake that is under way, though it may never end.
#pragma warning disable CA2000 // The client owns the handler.
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = connectTimeout,
            ActivityHeadersPropagator = null,
        };
#pragma warning restore CA2000
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", CollectorAnswers.UserAgent);
        return http;
    }
}
