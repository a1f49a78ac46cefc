using System.Net.Security;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using S3Snowplow.RabbitMq.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.RabbitMq.Tests.Broker;

/// <summary>What a queue of a real broker gives, arrives, and is acknowledged.</summary>
[Collection(BrokerCollection.Name)]
public sealed class RelayingTests(RealBroker broker)
{
    [NeedsBrokerTheory]
    [InlineData("classic")]
    [InlineData("quorum")]
    public async Task Messages_AreRelayedAndAcknowledged(string type)
    {
        string queue = await broker.NewQueueAsync(type: type);
        await broker.PublishAsync(queue, RelayHost.Records(100));
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.DeadLetterRejected) = (broker.Uri, queue, true));

        await host.Collector.WaitForAsync(100);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "all acknowledged");

        Assert.Equal(new CollectorCounts(100, 0, 100), host.Collector.Counts);
        Assert.Single(host.Logged(3600));
        Assert.Equal("relaying", (await host.HealthAsync()).Description);
        await broker.AssertAllAcknowledgedAsync(queue, host);
    }

    [NeedsBrokerFact]
    public async Task Consumers_OfTwoProcesses_ShareTheQueue()
    {
        string queue = await broker.NewQueueAsync();
        void Source(RabbitMqSourceOptions source) => (source.Uri, source.Queue, source.DeadLetterRejected, source.Consumers, source.Prefetch) = (broker.Uri, queue, true, 3, 5);
        await using RelayHost first = await RelayHost.StartAsync(Source);
        await using RelayHost second = await RelayHost.StartAsync(Source);
        await broker.WaitForAsync(queue, counts => counts.Consumers == 6, "six consumers");

        await broker.PublishAsync(queue, RelayHost.Records(120));
        await broker.WaitForAsync(queue, QueueCounts.Empty, "all acknowledged");

        // The broker gives to its consumers in turn.
        string[] ids = [.. first.Collector.Good.Concat(second.Collector.Good).Select(good => good.EventId)];
        Assert.Equal((120, 120), (ids.Length, ids.Distinct(StringComparer.Ordinal).Count()));
        Assert.All([first, second], host => Assert.NotEmpty(host.Collector.Good));
    }

    [NeedsBrokerTheory]
    [InlineData(503, HealthStatus.Degraded)]
    [InlineData(404, HealthStatus.Unhealthy)]
    public async Task Collector_Away_HoldsThePrefetchAndNothingIsLost(int status, HealthStatus health)
    {
        string queue = await broker.NewQueueAsync(type: "quorum", arguments: ("x-delivery-limit", 1));
        await broker.PublishAsync(queue, RelayHost.Records(100));
        await using RelayHost host = await RelayHost.CreateAsync(source => (source.Uri, source.Queue, source.DeadLetterRejected, source.Consumers, source.Prefetch) = (broker.Uri, queue, true, 2, 10));
        host.Collector.Faults.Always(CollectorFault.Status(status));
        await host.StartAsync();

        await broker.WaitForAsync(queue, counts => counts == new QueueCounts(80, 20, 2), "two times ten are held");
        int requests = host.Collector.Requests.Count;
        await host.Collector.WaitForRequestsAsync(requests + 10);
        Assert.Equal(new QueueCounts(80, 20, 2), await broker.CountAsync(queue));
        Assert.Equal(health, (await host.HealthAsync()).Status);

        host.Collector.Faults.Clear();
        await host.Collector.WaitForAsync(100);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "all acknowledged");
        await broker.AssertAllAcknowledgedAsync(queue, host);
        Assert.Equal(new CollectorCounts(100, 0, 100), host.Collector.Counts);
    }

    [NeedsBrokerFact]
    public async Task Stop_GivesBackWhatIsOpenAndLeavesNoConnection()
    {
        string queue = await broker.NewQueueAsync();
        await broker.PublishAsync(queue, RelayHost.Records(30));
        await using RelayHost host = await RelayHost.CreateAsync(
            source => (source.Uri, source.Queue, source.DeadLetterRejected, source.Consumers, source.Prefetch, source.ConnectionName) = (broker.Uri, queue, true, 2, 10, "to be closed"),
            relay => relay.Delivery.DrainTimeout = TimeSpan.FromMilliseconds(100),
            services => services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2)));
        host.Collector.Faults.Always(CollectorFault.Status(503));
        await host.StartAsync();
        await broker.WaitForAsync(queue, counts => counts.Held == 20, "held");

        await host.StopAsync();

        await broker.WaitForAsync(queue, counts => counts == new QueueCounts(30, 0, 0), "all are back");
        await Patience.UntilAsync(() => broker.ControlAsync("list_connections", "client_properties"), names => !names.Contains("to be closed", StringComparison.Ordinal), "no connection");
        Assert.Empty(host.Logged(3602));
    }

    [NeedsBrokerFact]
    public async Task Stop_InTheMiddle_LosesNothing()
    {
        string queue = await broker.NewQueueAsync();
        await broker.PublishAsync(queue, RelayHost.Records(1000));
        void Source(RabbitMqSourceOptions source) => (source.Uri, source.Queue, source.DeadLetterRejected, source.Consumers, source.Prefetch) = (broker.Uri, queue, true, 3, 20);
        HashSet<string> ids = [];
        for (int run = 1; ids.Count < 1000; run++)
        {
            await using RelayHost host = await RelayHost.StartAsync(Source);
            await host.Collector.WaitForAsync(run < 4 ? 1 : 1000 - ids.Count);
            await host.StopAsync();
            await host.Collector.WaitUntilJudgedAsync();

            // An orderly stop acknowledges what it has delivered, so nothing comes twice.
            Assert.All(host.Collector.Good, good => Assert.True(ids.Add(good.EventId)));
            Assert.Empty(host.Logged(3602));
            Assert.Equal((uint)(1000 - ids.Count), (await broker.DoAsync(channel => channel.QueueDeclarePassiveAsync(queue))).MessageCount);
        }
    }

    [NeedsBrokerFact]
    public async Task Declare_MakesWhatIsMissingOnceAndBindsIt()
    {
        (string queue, string rejected, string exchange) = (broker.NewName("declared"), broker.NewName("rejected"), broker.NewName("exchange"));
        void Source(RabbitMqSourceOptions source) =>
            (source.Uri, source.Queue, source.RejectedQueue, source.Declare, source.Exchange, source.RoutingKey) = (broker.Uri, queue, rejected, true, exchange, "relay");
        await using (RelayHost first = await RelayHost.StartAsync(Source))
        {
            await first.WaitForLogAsync(3600);
            string[] made = [$"the queue {queue},", $"the queue {rejected},", $"the exchange {exchange},"];
            Assert.All(made, one => Assert.Single(first.Logged(3603), entry => entry.Message.Contains(one, StringComparison.Ordinal)));
            Assert.Equal(made.Length, first.Logged(3603).Count);
        }

        // As Ceph does it: the topic's name is the routing key. Another topic's messages do not come.
        await broker.PublishAsync("relay", RelayHost.Records(5), exchange: exchange);
        await Assert.ThrowsAnyAsync<RabbitMQ.Client.Exceptions.PublishException>(() => broker.PublishAsync("other", RelayHost.Records(1), exchange: exchange));
        await using RelayHost second = await RelayHost.StartAsync(Source);

        await second.Collector.WaitForAsync(5);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "all acknowledged");
        Assert.Empty(second.Logged(3603));
        string types = await broker.ControlAsync("list_queues", "name", "type", "durable");
        Assert.Contains($"{queue}\tquorum\ttrue", types.Replace("rabbit_quorum_queue", "quorum", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [NeedsBrokerFact]
    public async Task LeastPermissions_OfAVirtualHostOfItsOwn_AreEnough()
    {
        (string host, string user) = (broker.NewName("vhost/with a name"), broker.NewName("user"));
        await broker.ControlAsync("add_vhost", host);
        await broker.ControlAsync("add_user", user, "a password: with @ all/that%");
        await broker.ControlAsync("set_permissions", "-p", host, "guest", ".*", ".*", ".*");
        await broker.ControlAsync("set_permissions", "-p", host, user, "^$", @"^amq\.default$", "^s3-events$");
        var factory = new ConnectionFactory { HostName = broker.Uri.Host, Port = broker.Uri.Port, VirtualHost = host };
        await using IConnection connection = await factory.CreateConnectionAsync("test").Within();
        await using IChannel channel = await connection.CreateChannelAsync().Within();
        foreach (string queue in new[] { "s3-events", "s3-rejected" })
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        }

        var address = new Uri($"amqp://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString("a password: with @ all/that%")}@{broker.Uri.Authority}/{Uri.EscapeDataString(host)}");
        await using RelayHost relay = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.RejectedQueue) = (address, "s3-events", "s3-rejected"));
        await channel.BasicPublishAsync("", "s3-events", "no notification"u8.ToArray());
        await channel.BasicPublishAsync("", "s3-events", RelayHost.Records(1).Single());

        await relay.Collector.WaitForAsync(1);
        BasicGetResult? moved = await Patience.UntilAsync(() => channel.BasicGetAsync("s3-rejected", autoAck: true), got => got is not null, "a rejected one");
        Assert.Equal("no notification", Encoding.UTF8.GetString(moved!.Body.Span));
    }

    [NeedsBrokerFact]
    public async Task Tls_WithACertificateThatIsTrusted_Relays()
    {
        string queue = await broker.NewQueueAsync();
        await broker.PublishAsync(queue, RelayHost.Records(1));
        await using RelayHost host = await RelayHost.StartAsync(source =>
        {
            (source.Uri, source.Queue, source.DeadLetterRejected) = (broker.TlsUri, queue, true);

            // As a system that trusts this certificate would find: only another name could be wrong.
            source.ConfigureConnection = factory => factory.Ssl.CertificateValidationCallback =
                (_, shown, _, errors) => broker.Certificate!.Equals(shown) && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None;
        });

        await host.Collector.WaitForAsync(1);
    }

    [NeedsBrokerTheory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Tls_WithACertificateThatIsNotTrusted_IsUnhealthyAndSendsNoPassword(string name)
    {
        await using RelayHost host = await RelayHost.StartAsync(source =>
            (source.Uri, source.Queue, source.DeadLetterRejected) = (new Uri($"amqps://guest:guest@{name}:{broker.TlsUri.Port}"), "s3-events", true));

        await host.WaitForHealthAsync(HealthStatus.Unhealthy, "does not trust its broker's certificate");
    }

    [NeedsBrokerFact]
    public async Task Trace_OfTheMessage_IsTheParent()
    {
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom();
        using var recorder = new ActivityRecorder("S3Snowplow", activity => activity.TraceId == trace);
        string queue = await broker.NewQueueAsync();
        await broker.PublishAsync(queue, RelayHost.Records(1), sent => sent.Headers = new Dictionary<string, object?> { ["traceparent"] = $"00-{trace}-00f067aa0ba902b7-01" });
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.DeadLetterRejected) = (broker.Uri, queue, true));

        await host.Collector.WaitForAsync(1);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "acknowledged");

        Assert.Equal("00f067aa0ba902b7", Assert.Single(recorder.Activities, activity => activity.OperationName == "relay").ParentSpanId.ToString());
    }
}
