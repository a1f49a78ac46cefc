using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Lambda.Http;

namespace S3Snowplow.Lambda.Collector;

/// <summary>
/// Posts over connections of its own, HTTP/1.1 with or without TLS. <see cref="HttpClient"/> does more, and costs a function a third of its start and
/// three megabytes of its binary.
/// </summary>
/// <remarks>
/// As many connections are kept as there were requests at a time. No redirects, no cookies, no HTTP/2, and no proxy: where one is set, the function takes
/// <see cref="HttpClient"/>. Opening a connection may take half of a request's time, so that a handshake that hangs leaves time for another.
/// </remarks>
internal sealed class SocketEventTransport : IEventTransport, IDisposable
{
    private readonly CollectorAnswers _answers;
    private readonly TimeProvider _time;
    private readonly string _headBeforeLength;
    private readonly ConcurrentBag<HttpConnection> _idle = [];
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly TimeSpan _openTimeout;
#pragma warning disable CA2213 // Whoever takes it out of here disposes of it.
    private EarlyConnection? _early;
#pragma warning restore CA2213

    /// <param name="options">The settings, which are valid.</param>
    /// <param name="time">The clock.</param>
    /// <param name="trust">Which certificates are accepted, for tests; the system's judgement by default.</param>
    public SocketEventTransport(RelayOptions options, TimeProvider time, X509ChainPolicy? trust = null)
    {
        (_answers, _time) = (new CollectorAnswers(options), time);
        _openTimeout = options.Delivery.RequestTimeout / 2;
        _tls = Address.Scheme == Uri.UriSchemeHttps ? new SslClientAuthenticationOptions { TargetHost = Address.IdnHost, CertificateChainPolicy = trust } : null;
        _headBeforeLength = $"POST {Address.AbsolutePath} HTTP/1.1\r\nHost: {HostHeader}\r\nUser-Agent: {CollectorAnswers.UserAgent}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ";
    }

    /// <summary>The connections that no request has; for tests.</summary>
    internal IReadOnlyCollection<HttpConnection> Idle => _idle;

    /// <summary>Opens a connection before there is anything to send: <see cref="EarlyConnection"/>.</summary>
    public void Open() => _early = new EarlyConnection(Make(), _time);

    private Uri Address => _answers.Address;

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _early, null)?.Dispose();
        while (_idle.TryTake(out HttpConnection? connection))
        {
            connection.Dispose();
        }
    }

    /// <inheritdoc/>
    public async Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = batch.Body;
        HttpConnection connection = await TakeAsync(cancellationToken).ConfigureAwait(false);
        bool isReusable = false;
        try
        {
            byte[] head = Encoding.ASCII.GetBytes(_headBeforeLength + body.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n");
            HttpAnswer answer = await connection.SendAsync(head, body, cancellationToken).ConfigureAwait(false);
            isReusable = true;
            return _answers.Of(answer.StatusCode, answer.Body.Span, RetryAfter(answer.Header("Retry-After"u8)), answer.Header("Content-Type"u8), answer.Header("Content-Encoding"u8));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && connection.StatusCode > 0 && !AcceptedAnswers.NeedsBody(connection.StatusCode))
        {
            // The status is the whole answer, even where the rest of it never comes.
            return _answers.Of(connection.StatusCode, body: default, retryAfter: null, contentType: null, contentEncoding: null);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
        {
            return CollectorAnswer.NoAnswer(Name(exception));
        }
        finally
        {
            if (isReusable)
            {
                _idle.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    private async ValueTask<HttpConnection> TakeAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _early, null) is { } early && await early.TakeAsync(cancellationToken).ConfigureAwait(false) is { } opened)
        {
            return opened;
        }

        return _idle.TryTake(out HttpConnection? connection) ? connection : Make();
    }

    private string HostHeader => (Address.HostNameType == UriHostNameType.IPv6 ? $"[{Address.IdnHost}]" : Address.IdnHost)
        + (Address.IsDefaultPort ? "" : ":" + Address.Port.ToString(CultureInfo.InvariantCulture));

    private HttpConnection Make() => new(Address.IdnHost, Address.Port, _tls, new HttpAnswerReader(AcceptedAnswers.MaxBodyBytes + 1, cutsOff: true)) { OpenTimeout = _openTimeout, Time = _time };

    private TimeSpan? RetryAfter(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds)
        : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date) ? date - _time.GetUtcNow()
        : null;

    // The low-cardinality names of the HTTP semantic conventions, the same as those of HttpClient.
    private static string Name(Exception exception) => exception switch
    {
        AuthenticationException => "secure_connection_error",
        HttpAnswerException => "invalid_response",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "name_resolution_error",
        _ => "connection_error",
    };
}
