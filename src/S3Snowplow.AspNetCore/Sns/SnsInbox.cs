using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using S3Snowplow.AspNetCore.Answering;
using S3Snowplow.Hosting.Diagnostics;
using Log = S3Snowplow.AspNetCore.Diagnostics.Log;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>What is to be done with a message of SNS: answer, or take what it says.</summary>
/// <param name="Answer">The answer; <see langword="null"/> where the text in it is a notification to be taken.</param>
internal readonly record struct SnsVerdict(WebhookAnswer? Answer);

/// <summary>Opens the messages of SNS: is the topic allowed, is the signature right, and what does it want.</summary>
internal sealed class SnsInbox(string pattern, WebhookOptions options, Func<HttpClient> http, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LogWindow = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _topics = [.. options.SnsTopics];
    private readonly GatheredLog _refused = new(time, LogWindow, firstAtOnce: true, (count, reason) => Log.SnsRefused(logger, pattern, count, reason));
    private readonly GatheredLog _unreachable = new(time, LogWindow, firstAtOnce: true, (count, reason) => Log.SnsUnreachable(logger, pattern, count, reason));
    private readonly SnsCertificates _certificates = new(http, time);

    /// <summary>Whether messages of any topic are taken.</summary>
    public bool HasTopics => _topics.Count > 0;

    public async Task<SnsVerdict> OpenAsync(SnsMessage message, CancellationToken late)
    {
        // The topic first: who does not know one cannot make this process ask for anything.
        if (!_topics.Contains(message.TopicArn))
        {
            return Refuse($"the topic {(SnsAddress.IsTopic(message.TopicArn) ? message.TopicArn : "(no ARN)")} is not allowed; if it should be, add it to {nameof(WebhookOptions.SnsTopics)}");
        }

        if (!message.IsSound || SnsSignature.SignedText(message) is null)
        {
            _refused.Note("it lacks members, or has one twice");
            return new SnsVerdict(new WebhookAnswer(StatusCodes.Status400BadRequest, "A message of Amazon SNS, which lacks members or has one twice."));
        }

        if (!SnsAddress.IsOfCertificate(message["SigningCertURL"], message.TopicArn, out Uri? address))
        {
            return Refuse($"its SigningCertURL is no certificate of its topic's SNS (https://{SnsAddress.HostOf(message.TopicArn)}/NAME.pem)");
        }

        try
        {
            if (await _certificates.GetAsync(address, late).ConfigureAwait(false) is not { } key)
            {
                return Refuse("there is no certificate at its SigningCertURL that is valid now");
            }

            return !SnsSignature.IsRight(message, key.Key) ? Refuse("its signature is wrong")
                : message.Type == SnsMessage.Notification ? new SnsVerdict(null)
                : message.Type == SnsMessage.SubscriptionConfirmation ? await ConfirmAsync(message, late).ConfigureAwait(false)
                : Unsubscribed(message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            _unreachable.Note($"{message.TopicArn}, {GatheredLog.ReasonOf(exception)}");
            return new SnsVerdict(WebhookAnswer.Later(options.RetryAfter, "Amazon SNS could not be asked; send it again."));
        }
    }

    private async Task<SnsVerdict> ConfirmAsync(SnsMessage message, CancellationToken late)
    {
        if (!SnsAddress.IsOfSns(message["SubscribeURL"], message.TopicArn, out Uri? address))
        {
            return Refuse($"its SubscribeURL is not at the SNS of its topic's region (https://{SnsAddress.HostOf(message.TopicArn)}/)");
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, late);
        using HttpResponseMessage response = await http().GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the confirmation was answered with {(int)response.StatusCode}");
        }

        Log.SubscriptionConfirmed(logger, pattern, message.TopicArn);
        return new SnsVerdict(WebhookAnswer.Ok);
    }

    private SnsVerdict Unsubscribed(SnsMessage message)
    {
        Log.Unsubscribed(logger, pattern, message.TopicArn);
        return new SnsVerdict(WebhookAnswer.Ok);
    }

    private SnsVerdict Refuse(string reason)
    {
        _refused.Note(reason);
        return new SnsVerdict(new WebhookAnswer(StatusCodes.Status403Forbidden, $"A message of Amazon SNS, refused: {reason}."));
    }
}
