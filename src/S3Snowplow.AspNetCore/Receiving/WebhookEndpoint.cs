using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.AspNetCore.Answering;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.AspNetCore.Sns;
using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Hosting.Spool;
using Log = S3Snowplow.AspNetCore.Diagnostics.Log;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>Receives the posts of one path: who sent it, is it whole, was it delivered or stored.</summary>
internal sealed class WebhookEndpoint : IExposable
{
    private static readonly TimeSpan UnprovenTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LogWindow = TimeSpan.FromSeconds(10);

    private readonly WebhookOptions _options;
    private readonly SenderAuthentication _authentication;
    private readonly SnsInbox _sns;
    private readonly Lazy<ObjectEventRelay> _relay;
    private readonly Lazy<NotificationSpool?> _spool;
    private readonly TimeProvider _time;
    private readonly WebhookMetrics _metrics;
    private readonly BodyPool _pool;
    private readonly BodyPlaces _proven;
    private readonly BodyPlaces _unproven;
    private readonly ILogger _logger;
    private readonly GatheredLog _senders;
    private readonly GatheredLog _bodies;
    private readonly GatheredLog _spoolRefusals;
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
        BodyPool pool,
        ILogger logger)
    {
        (Pattern, RelayName, _options, _authentication, _sns, _time, _metrics, _pool) = (pattern, relayName, options, authentication, sns, time, metrics, pool);
        _logger = logger;
        (_proven, _unproven) = (new BodyPlaces(options.MaxOpenRequests), new BodyPlaces(options.MaxUnprovenBodies));
        _senders = new GatheredLog(time, LogWindow, firstAtOnce: true, (count, reason) => Log.SenderRefused(logger, pattern, count, reason));
        _bodies = new GatheredLog(time, LogWindow, firstAtOnce: true, (count, status) => Log.BodyRefused(logger, pattern, count, status));
        _spoolRefusals = new GatheredLog(time, LogWindow, firstAtOnce: true, (count, reason) => Log.SpoolRefused(logger, pattern, count, reason));
        (_relay, _spool) = (new Lazy<ObjectEventRelay>(relay), new Lazy<NotificationSpool?>(spool));
    }

    /// <summary>The path.</summary>
    public string Pattern { get; }

    /// <summary>The relay's name for people.</summary>
    public string RelayName { get; }

    /// <summary>What it answers: posts, and requests of permission where somebody's are to be answered.</summary>
    public IEnumerable<string> Methods => _options.HandshakeOrigins.Count == 0 ? [HttpMethods.Post] : [HttpMethods.Post, HttpMethods.Options];

    /// <inheritdoc/>
    public bool TrustsThisMachine => !_authentication.IsConfigured && !_sns.HasTopics && !_options.AllowUnauthenticated;

    /// <inheritdoc/>
    public string Exposed(string address) =>
        $"The webhook '{Pattern}' of relay '{RelayName}' would take what anybody sends to {address}. Set who may send, by AddWebhook(o => ...): {nameof(WebhookOptions.Secrets)}, "
        + $"{nameof(WebhookOptions.UserName)} and {nameof(WebhookOptions.Password)}, or {nameof(WebhookOptions.SnsTopics)}; or listen on http://127.0.0.1 only; or, where something else keeps others out, set "
        + $"{nameof(WebhookOptions.AllowUnauthenticated)}.";

    public async Task HandleAsync(HttpContext context)
    {
        WebhookAnswer? made = HttpMethods.IsOptions(context.Request.Method)
            ? EventGridHandshake.AnswerOptions(_options, context.Request, context.Response)
            : await ReceiveAsync(context).ConfigureAwait(false);
        if (made is { } answer)
        {
            await answer.WriteAsync(context.Response).ConfigureAwait(false);
        }
    }

    private async Task<WebhookAnswer?> ReceiveAsync(HttpContext context)
    {
        long started = _time.GetTimestamp();
        SenderProof proof = _authentication.Judge(context.Request);
        bool isTrusted = proof == SenderProof.Right || (!_authentication.IsConfigured && NeedsNoProof(context));
        if (!isTrusted && (proof == SenderProof.Wrong || !_sns.HasTopics))
        {
            return Refuse(proof) with { LeavesBody = !RequestBody.HasArrived(context.Request) };
        }

        RequestBody body = await ReadAsync(context, proof, isTrusted).ConfigureAwait(false);
        if (body.Refusal != 0)
        {
            return RefuseBody(body.Refusal, isTrusted);
        }

        // From here on nothing depends on how fast a sender is.
        try
        {
            WebhookAnswer answer = Interlocked.Increment(ref _open) > _options.MaxOpenRequests
                ? Refused(WebhookRefusal.TooMany, WebhookAnswer.Later(_options.RetryAfter, "Too many requests are open; send it again."))
                : await OpenAsync(context, body.Body, proof, isTrusted, started).ConfigureAwait(false);

            // Only here: where something was thrown, nobody knows who still looks at the bytes.
            body.Body?.GiveBack();
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>
    /// A sender whose headers prove nothing has few places for its bodies, and those of SNS, whose proof is in the body, a size and a time of their own. Whoever has shown credentials
    /// has others, which nobody else can take.
    /// </summary>
    private Task<RequestBody> ReadAsync(HttpContext context, SenderProof proof, bool isTrusted) => RequestBody.ReadAsync(
        context,
        proof == SenderProof.Right || (isTrusted && Exposure.HasAuthorization(context.GetEndpoint())) ? _proven : _unproven,
        _pool,
        isTrusted ? _options.MaxBodyBytes : Math.Min(_options.MaxBodyBytes, SnsMessage.LargestBytes),
        isTrusted || _options.Deadline < UnprovenTime ? _options.Deadline : UnprovenTime,
        _time);

    private WebhookAnswer? RefuseBody(int refusal, bool isTrusted)
    {
        _bodies.Note(refusal.ToString(CultureInfo.InvariantCulture));
        _metrics.Refused(WebhookRefusal.Body);
        return refusal switch
        {
            RequestBody.Gone => null,
            RequestBody.Crowded => WebhookAnswer.Later(_options.RetryAfter, "Too many bodies are on their way; send it again.") with { LeavesBody = true },

            // SNS takes a status of 4xx for an end, and would not send it again.
            StatusCodes.Status408RequestTimeout when !isTrusted => WebhookAnswer.Later(_options.RetryAfter, RefusalOf(refusal)) with { LeavesBody = true },
            _ => new WebhookAnswer(refusal, RefusalOf(refusal)),
        };
    }

    private async Task<WebhookAnswer> OpenAsync(HttpContext context, PooledBody? body, SenderProof proof, bool isTrusted, long started)
    {
        ActivityContext trace = TraceOf(context.Request);
        if (isTrusted && HeaderEnvelope.TryMake(context.Request, body, _pool) is { } whole)
        {
            WebhookAnswer answered = await TakeAsync(whole.Bytes, context.TraceIdentifier, trace, started).ConfigureAwait(false);
            whole.GiveBack();
            return answered;
        }

        if (isTrusted && EventGridHandshake.TryAnswer(_options, context.Request, body) is { } welcome)
        {
            Log.EventGridValidated(_logger, Pattern);
            return welcome;
        }

        if (body is null)
        {
            return isTrusted ? Refused(WebhookRefusal.Body, new WebhookAnswer(StatusCodes.Status400BadRequest, "The body is empty.")) : Refuse(proof);
        }

        if (SnsMessage.TryRead(body.Bytes.Span, out SnsMessage? message) && !(isTrusted && !_sns.HasTopics && message.Type == SnsMessage.Notification))
        {
            using var late = new CancellationTokenSource(Left(started), _time);
            SnsVerdict verdict = await _sns.OpenAsync(message, late.Token).ConfigureAwait(false);
            if (verdict.Answer is { } answer)
            {
                return answer.Status == StatusCodes.Status200OK ? answer : Refused(WebhookRefusal.Sns, answer);
            }

            // The signature covers this text, and not what else stands in the envelope.
            PooledBody signed = _pool.Encode(message["Message"]!);
            WebhookAnswer taken = await TakeAsync(signed.Bytes, message.MessageId, trace, started).ConfigureAwait(false);
            signed.GiveBack();
            return taken;
        }

        return isTrusted ? await TakeAsync(body.Bytes, context.TraceIdentifier, trace, started).ConfigureAwait(false) : Refuse(proof);
    }

    /// <summary>
    /// From here on the sender's hanging up changes nothing: many try once only, and what has arrived whole need not come again. Once this has returned, the spool has stored the bytes or
    /// refused them, or the relay has settled the notification and the answer is made of its result: nobody looks at the bytes any more.
    /// </summary>
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
                _spoolRefusals.Note(GatheredLog.ReasonOf(exception));
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
        _senders.Note(proof == SenderProof.Wrong ? "wrong credentials" : "no credentials");
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
