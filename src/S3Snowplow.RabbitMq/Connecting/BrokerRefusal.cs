using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace S3Snowplow.RabbitMq.Connecting;

/// <summary>What a broker said no to, for people, where asking again soon would not help.</summary>
/// <remarks>Source of the codes: AMQP 0-9-1 specification, "Domains", reply-code; RabbitMQ's "Access Control" for those of vhosts and permissions.</remarks>
internal static class BrokerRefusal
{
    private const int AccessRefused = 403;
    private const int NotFound = 404;
    private const int ResourceLocked = 405;
    private const int PreconditionFailed = 406;
    private const int NotAllowed = 530;

    /// <summary>The refusal in an exception, or <see langword="null"/> where it may pass: no network, a broker that starts or stops.</summary>
    public static string? Of(Exception exception, RabbitMqSourceOptions options)
    {
        for (Exception? inner = exception; inner is not null; inner = inner is AggregateException { InnerExceptions: [.., var last] } ? last : inner.InnerException)
        {
            string? refusal = inner switch
            {
                PossibleAuthenticationFailureException => $"is refused by its broker: wrong user name or password; see {nameof(options.Uri)}, {nameof(options.UserName)} and {nameof(options.Password)}",
                AuthenticationException => $"does not trust its broker's certificate, or speaks another TLS; see {nameof(options.Uri)} (its host has to be in the certificate) and {nameof(options.ConfigureConnection)}",
                OperationInterruptedException { ShutdownReason: { } reason } => Of(reason.ReplyCode, reason.ReplyText),
                _ => null,
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    // What the broker says names queues, virtual hosts and users, and no passwords.
    private static string? Of(int code, string text) => code switch
    {
        AccessRefused => $"lacks a permission at its broker ({text})",
        NotFound => $"misses something at its broker ({text}); make it, or set {nameof(RabbitMqSourceOptions.Declare)}",
        ResourceLocked => $"cannot consume a queue that another connection has for itself ({text})",
        PreconditionFailed => $"asks for something that exists in another way ({text})",
        NotAllowed => $"is not allowed by its broker ({text})",
        _ => null,
    };
}
