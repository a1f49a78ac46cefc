using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Lambda.Http;

namespace S3Snowplow.Lambda.Collector;

/// <summary>
/// Posts over connections of its own, HTTP/1.1 with or without TLS. <see cref="HttpClient"/> does more, and costs a function a third of its start and
/// three megabytes of its binary.
/// </summary>
/// <remarks>
/// As many connections are kept as there were requests at a time. No redirects, no cookies, no HTTP/2, and no proxy: where one is set, the function takes
/// <see cref="HttpClient"/>.
/// </remarks>
internal sealed class SocketCollectorClient : CollectorClient
{
    private readonly string _headBeforeLength;
    private readonly ConcurrentBag<HttpConnection> _idle = [];
    private Task<HttpConnection>? _opening;

    /// <param name="collector">The collector's address without a path.</param>
    /// <param name="timeout">The time limit of one request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Takes the requests' durations.</param>
    public SocketCollectorClient(Uri collector, TimeSpan timeout, TimeProvider time, RelayMetrics metrics)
        : base(collector, timeout, time, metrics) =>
        _headBeforeLength = $"POST {Address.AbsolutePath} HTTP/1.1\r\nHost: {HostHeader}\r\nUser-Agent: {UserAgent}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ";

    /// <summary>
    /// Opens a connection before there is anything to send, so that name, TCP and TLS are dealt with while the function waits for its first invocation. It is
    /// nobody's failure where that fails: the first request tries again, and tells.
    /// </summary>
    public void Open() => _opening = OpenAsync();

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _opening, null) is { } opening)
        {
#pragma warning disable CA2025 // It is what disposes of the connection, however long the opening takes.
            _ = CloseAsync(opening);
#pragma warning restore CA2025
        }

        while (_idle.TryTake(out HttpConnection? connection))
        {
            connection.Dispose();
        }
    }

    protected override async Task<CollectorAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        HttpConnection connection = await TakeAsync(cancellationToken).ConfigureAwait(false);
        bool isReusable = false;
        try
        {
            byte[] head = Encoding.ASCII.GetBytes(_headBeforeLength + body.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n");
            HttpAnswer answer = await connection.SendAsync(head, body, cancellationToken).ConfigureAwait(false);
            isReusable = true;
            return CollectorAnswer.Of((HttpStatusCode)answer.StatusCode, RetryAfter(answer.Header("Retry-After"u8)));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && connection.StatusCode > 0)
        {
            // The status is the whole answer, even where the rest of it never comes.
            return CollectorAnswer.Of((HttpStatusCode)connection.StatusCode, retryAfter: null);
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
        if (Interlocked.Exchange(ref _opening, null) is { } opening)
        {
            try
            {
                return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It was this request's time that ended, not the connection's.
                _ = Interlocked.CompareExchange(ref _opening, opening, null);
                throw;
            }
        }

        return _idle.TryTake(out HttpConnection? connection) ? connection : Make();
    }

    private string HostHeader => (Address.HostNameType == UriHostNameType.IPv6 ? $"[{Address.IdnHost}]" : Address.IdnHost)
        + (Address.IsDefaultPort ? "" : ":" + Address.Port.ToString(CultureInfo.InvariantCulture));

    private HttpConnection Make() => new(Address.IdnHost, Address.Port, Address.Scheme == Uri.UriSchemeHttps);

    private async Task<HttpConnection> OpenAsync()
    {
        HttpConnection connection = Make();
        try
        {
            await connection.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
        {
            // The request that takes it opens it again.
        }

        return connection;
    }

    private static async Task CloseAsync(Task<HttpConnection> opening) => (await opening.ConfigureAwait(false)).Dispose();

    private TimeSpan? RetryAfter(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds)
        : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date) ? date - Time.GetUtcNow()
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
