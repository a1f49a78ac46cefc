using System.Net.Security;
using RabbitMQ.Client;
using S3Snowplow.RabbitMq.Connecting;

namespace S3Snowplow.RabbitMq.Tests.Settings;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_WithAQueueAndAPlaceForRejectedOnes_AreAllowed()
    {
        var options = new RabbitMqSourceOptions { Queue = "q", RejectedQueue = "r" };

        Assert.Empty(Errors(options));
        Assert.Equal(("amqp://localhost", 1, 500, "#"), (options.Uri.OriginalString, options.Consumers, options.Prefetch, options.RoutingKey));
        Assert.Equal((30, 30), (options.RequeueDelay.TotalSeconds, options.Heartbeat.TotalSeconds));
        Assert.Equal((false, false, false), (options.Declare, options.DeadLetterRejected, options.AllowUnencrypted));
    }

    [Theory]
    [InlineData("http://host", "Uri is no broker's address (not printed here)")]
    [InlineData("amqps://host/one/two", "Uri is no broker's address")]
    [InlineData("amqps://host/?heartbeat=1", "Uri is no broker's address")]
    [InlineData("relative", "Uri is no broker's address")]
    [InlineData("amqp://broker.example", "Uri has the host 'broker.example': amqp sends password and messages in the clear")]
    [InlineData("amqps://user@host", "UserName and Password: allowed are both or none")]
    [InlineData("amqps://a:b:SECRET@host", "UserName and Password: allowed are both or none")]
    public void Address_ThatIsWrong_IsNamedAndNotPrinted(string uri, string expected)
    {
        string error = Assert.Single(Errors(new RabbitMqSourceOptions { Queue = "q", RejectedQueue = "r", Uri = new Uri(uri, UriKind.RelativeOrAbsolute) }));

        Assert.StartsWith($"Source 'rabbitmq': {expected}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://localhost")]
    [InlineData("amqp://127.0.0.1:5673/%2F")]
    [InlineData("amqp://[::1]/v")]
    [InlineData("amqps://user:p%40ss%3Aword@broker.example/tenant%2Fa")]
    public void Address_ThatIsRight_IsAllowed(string uri) => Assert.Empty(Errors(new RabbitMqSourceOptions { Queue = "q", RejectedQueue = "r", Uri = new Uri(uri) }));

    [Fact]
    public void Settings_ThatAreWrong_AreAllNamed()
    {
        var options = new RabbitMqSourceOptions
        {
            Uri = new Uri("amqps://user:SECRET@host/v"),
            Queue = "q",
            RejectedQueue = "q",
            DeadLetterRejected = true,
            Exchange = "e",
            UserName = "other",
            VirtualHost = "w",
            Consumers = 0,
            Prefetch = 65536,
            RoutingKey = new string('k', 256),
            RequeueDelay = TimeSpan.FromMinutes(11),
            Heartbeat = TimeSpan.Zero,
        };

        string errors = string.Join('\n', Errors(options));

        string[] expected =
        [
            "Uri has a user", "Uri has a virtual host", "which is Queue too", "DeadLetterRejected is true; allowed: one or the other", "Exchange is 'e', and Declare is false", "Consumers is 0", "Prefetch is 65536",
            "RoutingKey is k", "RequeueDelay is 00:11:00", "Heartbeat is 00:00:00",
        ];
        Assert.All(expected, part => Assert.Contains(part, errors, StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void RejectedQueue_IsNeededWhereRejectedOnesAreNotAcknowledged()
    {
        var options = new RabbitMqSourceOptions { Queue = "q" };

        Assert.Contains("would come again for ever", Assert.Single(Errors(options)), StringComparison.Ordinal);
        Assert.Empty(Errors(options, acknowledges: true));
        Assert.Empty(Errors(new RabbitMqSourceOptions { Queue = "q", DeadLetterRejected = true }));
    }

    [Fact]
    public void Factory_HasWhatTheAddressSaysAndRecoversNothing()
    {
        var options = new RabbitMqSourceOptions { Uri = new Uri("amqps://us%40er:p%2Fw@broker.example/tenant%2Fa"), Heartbeat = TimeSpan.FromSeconds(7) };

        ConnectionFactory factory = BrokerAddress.Factory(options, "name");

        Assert.Equal(("broker.example", 5671, "us@er", "p/w", "tenant/a"), (factory.HostName, factory.Port, factory.UserName, factory.Password, factory.VirtualHost));
        Assert.Equal((false, false, "name", 7), (factory.AutomaticRecoveryEnabled, factory.TopologyRecoveryEnabled, factory.ClientProvidedName, factory.RequestedHeartbeat.TotalSeconds));
        Assert.Equal("amqps://broker.example, virtual host tenant/a", BrokerAddress.Shown(options));
    }

    [Fact]
    public void Factory_OfAmqps_TakesNoCertificateOfAnotherName()
    {
        ConnectionFactory factory = BrokerAddress.Factory(new RabbitMqSourceOptions { Uri = new Uri("amqps://broker.example:5679") }, "name");

        Assert.Equal((true, "broker.example", SslPolicyErrors.None, 5679), (factory.Ssl.Enabled, factory.Ssl.ServerName, factory.Ssl.AcceptablePolicyErrors, factory.Port));
        Assert.False(BrokerAddress.Factory(new RabbitMqSourceOptions(), "name").Ssl.Enabled);
    }

    [Fact]
    public void Factory_IsChangedByTheUserLast_ButNotItsRecovery()
    {
        var options = new RabbitMqSourceOptions
        {
            UserName = "relay",
            Password = "pw",
            VirtualHost = "v",
            ConfigureConnection = factory => (factory.AutomaticRecoveryEnabled, factory.UserName) = (true, factory.UserName + "2"),
        };

        ConnectionFactory factory = BrokerAddress.Factory(options, "name");

        Assert.Equal(("relay2", "pw", "v", false), (factory.UserName, factory.Password, factory.VirtualHost, factory.AutomaticRecoveryEnabled));
    }

    private static IEnumerable<string> Errors(RabbitMqSourceOptions options, bool acknowledges = false) =>
        new RabbitMqSourceOptionsValidator("x", "rabbitmq", () => acknowledges).Validate("x", options).Failures ?? [];
}
