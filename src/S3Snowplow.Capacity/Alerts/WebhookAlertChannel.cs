using System.Net;
using System.Net.Http.Headers;

namespace S3Snowplow.Capacity;

/// <summary>Posts alerts to a web address as JSON.</summary>
/// <remarks>
/// <para>The body has <c>text</c> (the sentence), <c>pipeline</c>, <c>reminder</c> and all members of the event <c>throughput_exceeded</c>, so also
/// <c>incident_id</c>: a receiver that keeps it can leave out what comes twice. <see cref="WebhookBody.Slack"/> has <c>text</c> alone, as the incoming webhooks
/// of Slack and of those that imitate them take it.</para>
/// <para>2xx is taken; network errors, timeouts, 408, 429 and 5xx are tried again; anything else is given up. The address is a secret and is never logged.</para>
/// </remarks>
public sealed class WebhookAlertChannel : IAlertChannel, IDisposable
{
    private readonly Uri _address;
    private readonly WebhookBody _body;
    private readonly AlertText _text;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;

    /// <summary>Makes the channel.</summary>
    /// <param name="address"><c>https://</c>, or <c>http://</c> to this machine.</param>
    /// <param name="body">What the body looks like.</param>
    /// <param name="text">The words; the usual ones without.</param>
    /// <param name="http">Sends; without one, a client of its own that follows no redirects.</param>
    /// <exception cref="ArgumentException">The address is of another sort. The message does not have it.</exception>
    public WebhookAlertChannel(Uri address, WebhookBody body = WebhookBody.Json, AlertText? text = null, HttpClient? http = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsAllowed(address))
        {
            throw new ArgumentException("The webhook's address is not usable. Allowed: https://…, or http:// to this machine.", nameof(address));
        }

        (_address, _body, _text) = (address, body, text ?? new AlertText());
#pragma warning disable CA2000 // The client owns its handler.
        _http = http ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        _ownsHttp = http is null;
    }

    /// <inheritdoc/>
    public string Name => "webhook";

    /// <summary>Whether alerts may be posted to an address.</summary>
    internal static bool IsAllowed(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    /// <inheritdoc/>
    public async Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);

        using var content = new ByteArrayContent(BodyOf(alert));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        if (status is >= 200 and < 300)
        {
            return;
        }

        throw response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || status >= 500
            ? new AlertFailedException($"status {status}")
            : new AlertRefusedException($"status {status}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private byte[] BodyOf(Alert alert) => CapacityEvents.Json(writer =>
    {
        writer.WriteString("text"u8, _body == WebhookBody.Slack ? _text.For(alert, SlackText.Escape) : _text.For(alert));
        if (_body == WebhookBody.Json)
        {
            writer.WriteString("pipeline"u8, alert.Transition.Pipeline);
            writer.WriteNumber("reminder"u8, alert.Reminder);
            CapacityEvents.Write(writer, alert.Transition);
        }
    }).ToArray();
}

/// <summary>What the body of a webhook looks like.</summary>
public enum WebhookBody
{
    /// <summary>The sentence and all figures.</summary>
    Json,

    /// <summary>The sentence alone, under <c>text</c>. What is filled into it is escaped; a template's own markup (<c>&lt;!here&gt;</c>, <c>*bold*</c>) is kept.</summary>
    Slack,
}
