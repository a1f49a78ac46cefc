using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Says why the server did not answer, or why its answer cannot be read. Messages have the host and the port, and no other part of the address.</summary>
/// <param name="root">The address.</param>
/// <param name="names">What settings are called.</param>
/// <param name="usesDefaultProxy">Whether the requests go by way of the system's proxy, if it has one for the address.</param>
internal sealed class ConnectionFailure(Uri root, SettingNames names, bool usesDefaultProxy)
{
    /// <summary>The host and the port that are asked.</summary>
    public string Where { get; } = $"{root.Scheme}://{root.Host}:{root.Port}";

    /// <summary>Whether an exception is one of those that <see cref="Of"/> tells.</summary>
    public static bool IsOne(Exception exception) => exception is HttpRequestException or JsonException or InvalidDataException || (exception is IOException and not ElasticsearchException);

    /// <summary>The exception for a request that failed.</summary>
    public ElasticsearchException Of(Exception exception) => new(ElasticsearchProblem.Unreachable, $"{Where}{ByProxy()} cannot be asked: {Cause(exception)}.", exception);

    /// <summary>The exception for an answer that Elasticsearch did not write.</summary>
    /// <param name="response">Status and headers.</param>
    /// <param name="answer">What was read of it.</param>
    /// <param name="exception">What was wrong with it.</param>
    public ElasticsearchException OfAnswer(HttpResponseMessage response, ReadOnlySpan<byte> answer, Exception? exception)
    {
        string status = $"status {(int)response.StatusCode}";
        string what = IsRedirect(response.StatusCode) ? $"it redirects{To(response.Headers.Location)} ({status}), and redirects are not followed, since the credentials would go along"
            : IsPage(response, answer) ? $"it answers with a page of HTML ({status}), as a proxy or a login page does"
            : answer.IsEmpty ? $"it answers with nothing ({status})"
            : EndsEarly(answer) ? $"its answer ends early ({status}, after {answer.Length} bytes)"
            : $"its answer is no JSON ({status})";
        string advice = IsRedirect(response.StatusCode) || IsPage(response, answer) ? $" Is {names.Of(nameof(ElasticsearchOptions.Address))} that of Elasticsearch itself?" : "";
        return new ElasticsearchException(ElasticsearchProblem.Unreachable, $"{Where}{ByProxy()} is no Elasticsearch, or cannot be read: {what}.{advice}", exception);
    }

    /// <summary>Whether an answer has another status than Elasticsearch's own have.</summary>
    public static bool IsRedirect(HttpStatusCode status) => (int)status is >= 300 and < 400;

    /// <summary>Whether an answer is a page of HTML.</summary>
    public static bool IsPage(HttpResponseMessage response, ReadOnlySpan<byte> answer) =>
        response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml" || answer.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    // JSON that was begun and lacks its end.
    private static bool EndsEarly(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
            }

            return reader.CurrentDepth > 0 || reader.BytesConsumed < answer.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private string Cause(Exception exception)
    {
        string certificate = names.Has(nameof(ElasticsearchOptions.CertificateAuthority)) ? $"; if it is right, set {names.Of(nameof(ElasticsearchOptions.CertificateAuthority))} to a file with its authority" : "";
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case CertificateRefusedException refused:
                    return $"its certificate {refused.Message}{(refused.Message.StartsWith("is not trusted", StringComparison.Ordinal) ? certificate : "")}";
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } proxy:
                    return $"the proxy does not let it through{(proxy.StatusCode is { } status ? $" (status {(int)status})" : "")}";
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return $"the name '{root.Host}' is not found";
                case SocketException socket:
                    return OfSocket(socket.SocketErrorCode);
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "the connection ended before the answer did";
                case InvalidDataException when exception is not HttpRequestException:
                    return "its answer cannot be unpacked";
            }
        }

        Exception innermost = exception.GetBaseException();
        HttpRequestError error = (exception as HttpRequestException)?.HttpRequestError ?? (exception as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return error switch
        {
            HttpRequestError.SecureConnectionError when innermost is AuthenticationException or IOException or { HResult: not 0 } => $"no TLS connection is made ({Line(innermost.Message)}); is it an address of https, and does it ask for a certificate of the client?",
            HttpRequestError.ResponseEnded => "the connection ended before the answer did",
            HttpRequestError.ConfigurationLimitExceeded => "the headers of its answer are too long",
            HttpRequestError.Unknown => $"{exception.GetType().Name}: {Line(innermost.Message)}",
            _ => $"{error}: {Line(innermost.Message)}",
        };
    }

    private string OfSocket(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused: nothing listens there",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the connection was reset",
        SocketError.TimedOut => "there is no answer to the attempt to connect",
        SocketError.HostNotFound or SocketError.NoData => $"the name '{root.Host}' is not found",
        SocketError.TryAgain => $"the name '{root.Host}' cannot be looked up now",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => "there is no way to that host in the network",
        _ => $"the connection failed ({error})",
    };

    private string ByProxy()
    {
        if (!usesDefaultProxy)
        {
            return "";
        }

        Uri? proxy = HttpClient.DefaultProxy.IsBypassed(root) ? null : HttpClient.DefaultProxy.GetProxy(root);
        return proxy is null || proxy == root ? "" : $" (by way of the proxy {proxy.Host}:{proxy.Port})";
    }

    private static string To(Uri? location) => location is null ? "" : location.IsAbsoluteUri ? $" to {location.Scheme}://{location.Host}:{location.Port}" : " to another of its pages";

    private static string Line(string text) => string.Concat(text.Take(300).Select(letter => char.IsControl(letter) ? ' ' : letter)).TrimEnd('.');
}
