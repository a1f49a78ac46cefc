using System.Net.Security;
using RabbitMQ.Client;

namespace S3Snowplow.RabbitMq.Connecting;

/// <summary>How the broker is reached, and what may be said of that.</summary>
internal static class BrokerAddress
{
    private const string AnyVirtualHost = "/";

    // The client refuses larger messages by dropping the connection, so that one of them would stop the queue for ever; no broker's max_message_size is larger than this.
    private const uint LargestMessage = 536_870_912;

    // Of one step with the broker. The client's own are 20 and 30 seconds.
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The address for people: without user, password and query.</summary>
    public static string Shown(RabbitMqSourceOptions options) => $"{options.Uri.Scheme}://{options.Uri.Authority.Split('@')[^1]}, virtual host {VirtualHost(options)}";

    /// <param name="options">The settings.</param>
    /// <param name="name">What the broker's lists of connections show.</param>
    public static ConnectionFactory Factory(RabbitMqSourceOptions options, string name)
    {
        Uri uri = options.Uri;
        bool isEncrypted = uri.Scheme == "amqps";

        // Not by the factory's own property Uri: it accepts a certificate of any name, and prints the user-info where it cannot read it.
        var factory = new ConnectionFactory
        {
            HostName = uri.IdnHost,
            Port = uri.IsDefaultPort || uri.Port < 0 ? isEncrypted ? 5671 : 5672 : uri.Port,
            VirtualHost = VirtualHost(options),
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = StepTimeout,
            ContinuationTimeout = StepTimeout,
            MaxInboundMessageBodySize = LargestMessage,
            ClientProvidedName = name,
        };
        factory.Ssl = new SslOption(uri.IdnHost, enabled: isEncrypted) { AcceptablePolicyErrors = SslPolicyErrors.None };
        if (uri.UserInfo.Split(':') is [{ Length: > 0 } user, var password])
        {
            (factory.UserName, factory.Password) = (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }
        else if (options.UserName is not null)
        {
            (factory.UserName, factory.Password) = (options.UserName, options.Password ?? "");
        }

        options.ConfigureConnection?.Invoke(factory);
        factory.AutomaticRecoveryEnabled = false;
        factory.TopologyRecoveryEnabled = false;
        return factory;
    }

    private static string VirtualHost(RabbitMqSourceOptions options) =>
        options.VirtualHost ?? (options.Uri.Segments is [_, var segment] ? Uri.UnescapeDataString(segment.TrimEnd('/')) : AnyVirtualHost);
}
