using System.Text;
using Microsoft.Extensions.Options;

namespace S3Snowplow.RabbitMq;

/// <summary>Names each setting of <see cref="RabbitMqSourceOptions"/> that is not allowed. Never prints an address's user-info.</summary>
/// <param name="name">The name of the options that this one is for.</param>
/// <param name="source">What the source is called in the messages.</param>
/// <param name="acknowledgesRejected">Whether the relay has what is rejected acknowledged.</param>
internal sealed class RabbitMqSourceOptionsValidator(string name, string source, Func<bool> acknowledgesRejected) : IValidateOptions<RabbitMqSourceOptions>
{
    /// <summary>What is held for a delay is not acknowledged meanwhile, and a broker waits 30 minutes for that by default (<c>consumer_timeout</c>).</summary>
    public static readonly TimeSpan LongestRequeueDelay = TimeSpan.FromMinutes(10);

    // A short string of AMQP.
    private const int LongestName = 255;

    public ValidateOptionsResult Validate(string? name1, RabbitMqSourceOptions options)
    {
        if (name1 != name)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> errors = [];
        CheckAddress(errors, options);
        CheckQueues(errors, options);
        if (options.Exchange is not null && !options.Declare)
        {
            errors.Add($"{nameof(options.Exchange)} is '{options.Exchange}', and {nameof(options.Declare)} is false, so nobody would bind the queue to it; allowed: both or none.");
        }

        Check(errors, Encoding.UTF8.GetByteCount(options.RoutingKey) <= LongestName, nameof(options.RoutingKey), options.RoutingKey, $"up to {LongestName} bytes");
        Check(errors, options.Consumers is >= 1 and <= 64, nameof(options.Consumers), options.Consumers, "1 to 64");
        Check(errors, options.Prefetch is >= 1 and <= ushort.MaxValue, nameof(options.Prefetch), options.Prefetch, $"1 to {ushort.MaxValue} (0 would be no bound)");
        Check(errors, options.RequeueDelay >= TimeSpan.FromMilliseconds(100) && options.RequeueDelay <= LongestRequeueDelay, nameof(options.RequeueDelay), options.RequeueDelay, $"00:00:00.1000000 to {LongestRequeueDelay}");
        Check(errors, options.Heartbeat >= TimeSpan.FromSeconds(5) && options.Heartbeat <= TimeSpan.FromMinutes(10), nameof(options.Heartbeat), options.Heartbeat, "00:00:05 to 00:10:00");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"Source '{source}': {error}"));
    }

    private static void CheckAddress(List<string> errors, RabbitMqSourceOptions options)
    {
        Uri uri = options.Uri;
        if (uri is not { IsAbsoluteUri: true, Scheme: "amqp" or "amqps", Host.Length: > 0, Segments.Length: <= 2, Query: "", Fragment: "" })
        {
            errors.Add($"{nameof(options.Uri)} is no broker's address (not printed here); allowed: amqps://HOST:PORT/VHOST, where a / in the virtual host is written %2F.");
            return;
        }

        if (uri.Scheme == "amqp" && !uri.IsLoopback && !options.AllowUnencrypted)
        {
            errors.Add($"{nameof(options.Uri)} has the host '{uri.Host}': amqp sends password and messages in the clear, which is allowed to this machine only; use amqps, or set {nameof(options.AllowUnencrypted)}.");
        }

        if (uri.UserInfo.Length > 0 && (options.UserName is not null || options.Password is not null))
        {
            errors.Add($"{nameof(options.Uri)} has a user (not printed here), and {nameof(options.UserName)} or {nameof(options.Password)} is set; allowed: one or the other.");
        }
        else if (uri.UserInfo.Length > 0 ? uri.UserInfo.Count(letter => letter == ':') != 1 : options.UserName is null != options.Password is null)
        {
            errors.Add($"{nameof(options.UserName)} and {nameof(options.Password)}: allowed are both or none, in the address (USER:PASSWORD@, a colon in them written %3A) or beside it.");
        }

        if (uri.Segments.Length == 2 && options.VirtualHost is not null)
        {
            errors.Add($"{nameof(options.Uri)} has a virtual host, and {nameof(options.VirtualHost)} is '{options.VirtualHost}'; allowed: one or the other.");
        }
    }

    private void CheckQueues(List<string> errors, RabbitMqSourceOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Queue))
        {
            errors.Add($"{nameof(options.Queue)} is not set; allowed: a queue's name.");
        }

        foreach ((string setting, string? value) in new[] { (nameof(options.Queue), options.Queue), (nameof(options.RejectedQueue), options.RejectedQueue), (nameof(options.Exchange), options.Exchange) })
        {
            Check(errors, value is null || Encoding.UTF8.GetByteCount(value) is > 0 and <= LongestName, setting, $"'{value}'", $"1 to {LongestName} bytes");
        }

        if (options.RejectedQueue is null && !options.DeadLetterRejected && !acknowledgesRejected())
        {
            errors.Add(
                $"{nameof(options.RejectedQueue)} is not set, so what is rejected would come again for ever; allowed: a queue's name, or {nameof(options.DeadLetterRejected)} where the queue has a dead letter exchange, " +
                $"or {nameof(RelayOptions.OnRejected)} = {nameof(RejectedHandling.Acknowledge)} of the relay.");
        }

        if (options.RejectedQueue is not null && options.DeadLetterRejected)
        {
            errors.Add($"{nameof(options.RejectedQueue)} is '{options.RejectedQueue}', and {nameof(options.DeadLetterRejected)} is true; allowed: one or the other.");
        }

        if (options.RejectedQueue is not null && options.RejectedQueue == options.Queue)
        {
            errors.Add($"{nameof(options.RejectedQueue)} is '{options.RejectedQueue}', which is {nameof(options.Queue)} too: what is rejected would come again for ever; allowed: another queue.");
        }
    }

    private static void Check(List<string> errors, bool isAllowed, string setting, object value, string allowed)
    {
        if (!isAllowed)
        {
            errors.Add($"{setting} is {value}; allowed: {allowed}.");
        }
    }
}
