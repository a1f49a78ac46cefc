using System.Net;
using System.Net.Http.Headers;
using Amazon;
using Amazon.Runtime;
using S3Snowplow.Aws;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Publishes alerts to a topic of Amazon SNS, from where they go to mail, mobile phones, queues and functions.</summary>
/// <remarks>
/// <para>The message is plain text; <c>kind</c>, <c>severity</c>, <c>pipeline</c> and <c>incident_id</c> are attributes, for filter policies. There is no update and no closing: an end is a further message with the
/// same <c>incident_id</c>.</para>
/// <para>200 says that the service has stored it, not that anybody got it: a topic without a confirmed subscription answers so too. So a test alert has to be looked for, and what is critical wants a second channel of
/// another maker. Source: Amazon SNS API Reference, "Publish" and "Common Errors".</para>
/// </remarks>
public sealed class SnsAlertChannel : IAlertChannel, IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly MediaTypeHeaderValue ContentType = new("application/x-www-form-urlencoded", "utf-8");

    // They say so whatever the status, 400 among them.
    private static readonly string[] TooMuch = ["Throttled", "Throttling", "ThrottlingException", "ThrottledException", "KMSThrottling", "RequestThrottled", "TooManyRequestsException"];

    // New credentials, or a clock that is right again, and it goes on. Nothing was taken.
    private static readonly string[] Passing = ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestTimeTooSkewed"];

    private static readonly string[] Wrong = ["InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "ValidationException", "ValidationError", "InvalidParameterException"];

    private readonly SnsAlertOptions _options;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly AwsSigner _signer;
    private readonly Uri _endpoint;

    /// <summary>Makes the channel.</summary>
    /// <param name="options">Which topic; do not change them afterwards.</param>
    /// <param name="http">Sends; without one, a client of its own that follows no redirects.</param>
    /// <param name="timeProvider">The clock of signatures; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public SnsAlertChannel(SnsAlertOptions options, HttpClient? http = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The settings of the topic are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_options, _ownsHttp) = (options, http is null);
#pragma warning disable CA2000 // The client owns its handler.
        _http = http ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        _endpoint = options.Endpoint ?? new Uri($"https://sns.{options.Region}.{RegionEndpoint.GetBySystemName(options.Region).PartitionDnsSuffix}/");
        _signer = new AwsSigner("sns", options.Region, options.Credentials, timeProvider);
        Traits = AlertChannelTraits.Message with { LeastSeverity = options.LeastSeverity };
    }

    /// <summary>The type <c>sns</c> of channels in settings: <c>Address</c> is the topic's ARN, and the option <c>Endpoint</c> sets another service.</summary>
    public static AlertChannelType Registration { get; } = new("sns", ["Endpoint"], Check, static (name, settings, services) => new SnsAlertChannel(OptionsOf(name, settings), timeProvider: services.Time));

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public string Type => Registration.Name;

    /// <inheritdoc/>
    public AlertChannelTraits Traits { get; }

    /// <inheritdoc/>
    public async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);

        byte[] body = SnsMessage.Encode(SnsMessage.Form(notice, _options.TopicArn!, _options.IsFifo));
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new ByteArrayContent(body) { Headers = { ContentType = ContentType } } };
        try
        {
            await _signer.SignAsync(request, body, cancellationToken).ConfigureAwait(false);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return Answer(response.StatusCode, await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false));
        }
        catch (AmazonClientException)
        {
            return new AlertAnswer(AlertOutcome.Broken, "there are no credentials to sign with; looked for in the environment, a web identity, the profile, the container and the instance");
        }
        catch (IOException)
        {
            return new AlertAnswer(AlertOutcome.Unknown, "the answer broke off");
        }
        catch (HttpRequestException exception)
        {
            bool isReached = exception.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);
            return new AlertAnswer(isReached ? AlertOutcome.Unknown : AlertOutcome.Unreachable, $"no answer ({exception.HttpRequestError})");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        SnsAlertOptions options = OptionsOf("sns", settings);
        if (!options.IsTopic)
        {
            problems.Add("Address", $"is {(settings.Address is { Length: > 0 } ? "no topic (not printed here)" : "not set")}; allowed: arn:aws:sns:REGION:ACCOUNT:NAME");
        }

        if (!options.IsEndpoint || (settings.Option("Endpoint") is not null && options.Endpoint is null))
        {
            problems.Add("Options:Endpoint", "is of another sort (not printed here); allowed: https://HOST[:PORT], or http:// to this machine");
        }

        if (settings.Credential is { Length: > 0 })
        {
            problems.Add("Credential", "is set, and has no meaning here; Amazon's chain finds the credentials: environment, web identity, profile, container, instance");
        }
    }

    private static SnsAlertOptions OptionsOf(string name, AlertChannelSettings settings) => new()
    {
        Name = name,
        TopicArn = settings.Address,
        Endpoint = Uri.TryCreate(settings.Option("Endpoint"), UriKind.Absolute, out Uri? endpoint) ? endpoint : null,
        LeastSeverity = settings.LeastSeverity?.ToUpperInvariant() switch { "WARNING" => AlertSeverity.Warning, "ERROR" => AlertSeverity.Error, "CRITICAL" => AlertSeverity.Critical, _ => AlertSeverity.Info },
    };

    private static AlertAnswer Answer(HttpStatusCode status, byte[] content)
    {
        if (status == HttpStatusCode.OK)
        {
            return content.AsSpan().IndexOf("<MessageId>"u8) >= 0 ? AlertAnswer.Accepted : new AlertAnswer(AlertOutcome.Unknown, "the answer is not that of Amazon SNS (HTTP 200 without a message's id)");
        }

        string code = AwsError.CodeOf(content);
        string reason = $"HTTP {(int)status}{(code.Length > 0 ? $", {code}" : "")}";
        AlertOutcome outcome =
            TooMuch.Contains(code) || status == HttpStatusCode.TooManyRequests ? AlertOutcome.Throttled
            : Passing.Contains(code) ? AlertOutcome.Unreachable
            : (int)status >= 500 || status == HttpStatusCode.RequestTimeout ? AlertOutcome.Unknown
            : Wrong.Contains(code) || (code.Length == 0 && status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge) ? AlertOutcome.Refused
            : AlertOutcome.Broken;
        return new AlertAnswer(outcome, reason);
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[MaxAnswerBytes];
        int read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return buffer[..read];
    }
}
