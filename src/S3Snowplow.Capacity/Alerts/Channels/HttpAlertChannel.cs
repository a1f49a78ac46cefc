using System.Net.Http.Headers;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>What channels over HTTP share: one attempt, the answer read within bounds, and the answer's class where the service has none of its own.</summary>
internal abstract class HttpAlertChannel : IAlertChannel, IDisposable
{
    // No service says more that counts; what is longer is not read.
    private const int MaxAnswerBytes = 8 * 1024;
    private const int MaxReason = 512;

    private readonly HttpClient _http;
    private readonly AlertSecret[] _secrets;

    /// <summary>Makes the channel with connections of its own, so that a dead service holds up no other.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="services">What it works with.</param>
    /// <param name="secrets">What must be in no text; the addresses that are keys among them.</param>
    protected HttpAlertChannel(string name, AlertChannelServices services, params AlertSecret?[] secrets)
    {
        (Name, Time, _secrets) = (name, services.Time, [.. secrets.OfType<AlertSecret>()]);
        _http = AlertHttpClient.Create();
    }

    public string Name { get; }

    public abstract string Type { get; }

    public abstract AlertChannelTraits Traits { get; }

    protected TimeProvider Time { get; }

    public abstract Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>One request. Does not throw for what the network or the service does.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">The address.</param>
    /// <param name="body">The body; the bytes that are sent.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="classify">Says what the answer means.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="headers">Further headers.</param>
    protected async Task<AlertAnswer> SendAsync(
        HttpMethod method, Uri address, byte[]? body, string contentType, Func<HttpReply, AlertAnswer> classify, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        AlertAnswer answer;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            (string text, bool isWhole) = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            answer = classify(new HttpReply((int)response.StatusCode, text, isWhole, RetryAfter(response.Headers.RetryAfter)));
        }
        catch (HttpRequestException exception) when (IsBeforeTheRequest(exception.HttpRequestError))
        {
            answer = new AlertAnswer(AlertOutcome.Unreachable, Word(exception.HttpRequestError));
        }
        catch (HttpRequestException exception)
        {
            answer = new AlertAnswer(AlertOutcome.Unknown, Word(exception.HttpRequestError));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time for connecting is over; nothing was sent.
            answer = new AlertAnswer(AlertOutcome.Unreachable, "connect_timeout");
        }
        catch (IOException)
        {
            answer = new AlertAnswer(AlertOutcome.Unknown, "connection_broken");
        }

        return answer with { Reason = Clean(answer.Reason) };
    }

    private string? Clean(string? reason)
    {
        if (reason is null)
        {
            return null;
        }

        // Masked before it is cut: the rest of a secret that was cut through would not be found.
        string clean = _secrets.Aggregate(AlertWords.OneLine(reason), (text, secret) => secret.MaskIn(text));
        return AlertWords.Cut(clean.Trim(), MaxReason);
    }

    private static async Task<(string Text, bool IsWhole)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxAnswerBytes];
        int length = 0;
        bool isWhole = true;
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            isWhole = false;
        }

        return (System.Text.Encoding.UTF8.GetString(buffer, 0, length), isWhole);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date - Time.GetUtcNow(),
        _ => null,
    };

    private static bool IsBeforeTheRequest(HttpRequestError error) =>
        error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    // The low-cardinality names of the HTTP semantic conventions. Never the exception's message: it may have the address in it.
    private static string Word(HttpRequestError error) =>
        error == HttpRequestError.Unknown ? "connection_broken" : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString());
}
