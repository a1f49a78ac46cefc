using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.AspNetCore.Sns;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>Receives the posts of one path: who sent it, is it whole, was it delivered or stored.</summary>
internal sealed class WebhookEndpoint
{
    private readonly WebhookOptions _options;
    private readonly SenderAuthentication _authentication;
    private readonly SnsInbox _sns;
    private readonly Lazy<ObjectEventRelay> _relay;
    private readonly Lazy<NotificationSpool?> _spool;
    private readonly TimeProvider _time;
    private readonly WebhookMetrics _metrics;
    private readonly ILogger _logger;
    private int _open;

    public WebhookEndpoint(
        string pattern,
        string relayName,
        WebhookOptions options,
        SenderAuthentication authentication,
        SnsInbox sns,
        Func<ObjectEventRelay> relay,
        Func<NotificationSpool?> spool,
        TimeProvider time,
        WebhookMetrics metrics,
        ILogger logger)
    {
        (Pattern, RelayName, _options, _authentication, _sns, _time, _metrics, _logger) = (pattern, relayName, options, authentication, sns, time, metrics, logger);
        (_relay, _spool) = (new Lazy<ObjectEventRelay>(relay), new Lazy<NotificationSpool?>(spool));
    }

    /// <summary>The path.</summary>
    public string Pattern { get; }

    /// <summary>The relay's name for people.</summary>
    public string RelayName { get; }

    /// <summary>Whether nothing says who may send, so that whoever is on this machine may, and nobody else.</summary>
    public bool TakesFromLocalSenders => !_authentication.IsConfigured && !_sns.HasTopics && !_options.AllowUnauthenticated;

    public async Task HandleAsync(HttpContext context)
    {
        WebhookAnswer? answer;
        try
        {
            answer = Interlocked.Increment(ref _open) > _options.MaxOpenRequests
                ? Refused(WebhookRefusal.TooMany, WebhookAnswer.Later(_options.RetryAfter, "Too many requests are open; send it again."))
                : await ReceiveAsync(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }

        if (answer is { } given)
        {
            await given.WriteAsync(context.Response).ConfigureAwait(false);
        }
    }

    private async Task<WebhookAnswer?> ReceiveAsync(HttpContext context)
    {
        long started = _time.GetTimestamp();
        SenderProof proof = _authentication.Judge(context.Request);
        bool isTrusted = proof == SenderProof.Right || (!_authentication.IsConfigured && NeedsNoProof(context));
        if (!isTrusted && (proof == SenderProof.Wrong || !_sns.HasTopics))
        {
            return Refuse(proof);
        }

        RequestBody body = await RequestBody.ReadAsync(context, _options.MaxBodyBytes, _options.Deadline, _time).ConfigureAwait(false);
        if (body.Refusal != 0)
        {
            Log.BodyRefused(_logger, Pattern, body.Refusal);
            _metrics.Refused(WebhookRefusal.Body);
            return body.Refusal == RequestBody.Gone ? null : new WebhookAnswer(body.Refusal, RefusalOf(body.Refusal));
        }

        if (body.Bytes.IsEmpty)
        {
            return isTrusted ? Refused(WebhookRefusal.Body, new WebhookAnswer(StatusCodes.Status400BadRequest, "The body is empty.")) : Refuse(proof);
        }

        string id = context.TraceIdentifier;
        ReadOnlyMemory<byte> bytes = body.Bytes;
        if (SnsMessage.TryRead(bytes.Span, out SnsMessage? message) && !(isTrusted && !_sns.HasTopics && message.Type == SnsMessage.Notification))
        {
            using var late = new CancellationTokenSource(Left(started), _time);
            SnsVerdict verdict = await _sns.OpenAsync(message, Pattern, late.Token).ConfigureAwait(false);
            if (verdict.Answer is { } answer)
            {
                return answer.Status == StatusCodes.Status200OK ? answer : Refused(WebhookRefusal.Sns, answer);
            }

            // The signature covers this text, and not what else stands in the envelope.
            (id, bytes) = (message.MessageId, verdict.Message);
        }
        else if (!isTrusted)
        {
            return Refuse(proof);
        }

        return await TakeAsync(bytes, id, TraceOf(context.Request), started).ConfigureAwait(false);
    }

    /// <summary>From here on the sender's hanging up changes nothing: many try once only, and what has arrived whole need not come again.</summary>
    private async Task<WebhookAnswer> TakeAsync(ReadOnlyMemory<byte> bytes, string id, ActivityContext trace, long started)
    {
        if (_spool.Value is { } spool)
        {
            try
            {
                await spool.AppendAsync(bytes, id, trace).ConfigureAwait(false);
                return WebhookAnswer.Ok;
            }
            catch (SpoolException exception)
            {
                Log.SpoolRefused(_logger, exception, id);
                return Refused(WebhookRefusal.Spool, WebhookAnswer.Later(_options.RetryAfter, "It could not be stored; send it again."));
            }
        }

        var notification = new Notification(bytes, id) { ReceivedAt = _time.GetUtcNow(), TraceContext = trace };
        RelayResult result = await _relay.Value.RelayAsync(notification, Left(started)).ConfigureAwait(false);
        return WebhookAnswer.Of(result, _options.RetryAfter);
    }

    private TimeSpan Left(long started)
    {
        TimeSpan left = _options.Deadline - _time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool NeedsNoProof(HttpContext context) =>
        _options.AllowUnauthenticated
        || (!_sns.HasTopics && (Exposure.IsLocal(context.Connection) || Exposure.HasAuthorization(context.GetEndpoint())));

    // The server's own span, where it makes one, is a child of the header's.
    private static ActivityContext TraceOf(HttpRequest request) =>
        Activity.Current?.Context is { } current ? current
        : ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out ActivityContext sent) ? sent
        : default;

    private WebhookAnswer Refused(WebhookRefusal refusal, WebhookAnswer answer)
    {
        _metrics.Refused(refusal);
        return answer;
    }

    private WebhookAnswer Refuse(SenderProof proof)
    {
        _metrics.Refused(WebhookRefusal.Credentials);
        Log.SenderRefused(_logger, Pattern, proof == SenderProof.Wrong ? "its credentials are wrong" : "it has no credentials");
        return _authentication.IsConfigured
            ? new WebhookAnswer(StatusCodes.Status401Unauthorized, "The right credentials are needed.") { Challenge = _authentication.Challenge }
            : new WebhookAnswer(StatusCodes.Status403Forbidden, "This sender may not post here.");
    }

    private string RefusalOf(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than {_options.MaxBodyBytes} bytes.",
        StatusCodes.Status408RequestTimeout => "The body did not arrive in time.",
        _ => "The body did not arrive whole.",
    };
}
