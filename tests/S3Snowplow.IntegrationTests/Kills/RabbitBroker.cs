using System.Diagnostics;
using RabbitMQ.Client;
using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>A RabbitMQ of these tests' own, which <c>eng/rabbitmq.sh</c> starts, and a channel to it.</summary>
internal sealed class RabbitBroker : IAsyncDisposable
{
    /// <summary>What has to be installed; Debian puts it where not everybody's PATH leads to.</summary>
    public const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-rabbit-").FullName;
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Its address; the user is <c>guest</c>, whom it takes from this machine only.</summary>
    public Uri Uri { get; private set; } = null!;

    public IChannel Channel => _channel!;

    public static async Task<RabbitBroker> StartAsync()
    {
        var broker = new RabbitBroker();
        try
        {
            string[] settings = (await broker.ScriptAsync("start")).Split('\n');
            broker.Uri = new Uri(settings.Single(line => line.StartsWith("AMQP_URI=", StringComparison.Ordinal))["AMQP_URI=".Length..]);
            broker._connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync("test").Within("a connection to the broker");
            broker._channel = await broker._connection.CreateChannelAsync().Within("a channel to the broker");
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a durable queue of what is published to an exchange, which it makes too.</summary>
    public async Task AddQueueAsync(string exchange, string queue)
    {
        await Channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true);
        await Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await Channel.QueueBindAsync(queue, exchange, "#");
    }

    /// <summary>How many messages wait in a queue.</summary>
    public async Task<uint> CountAsync(string queue) => (await Channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    /// <summary>Takes all messages that are in a queue.</summary>
    public async Task<IReadOnlyList<StoreRecord>> TakeAllAsync(string queue)
    {
        List<StoreRecord> taken = [];
        while (await Channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            taken.Add(StoreRecord.Read(message.Body));
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
        {
            await _channel.DisposeAsync();
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await ScriptAsync("stop");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> ScriptAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["eng/rabbitmq.sh", command]) { WorkingDirectory = RepositoryTree.Root };
        start.Environment["BROKER_DIR"] = Path.Combine(_folder, "broker");
        ProcessResult run = await ChildProcess.RunAsync(start, "");
        return run.ExitCode == 0 ? run.Output : throw new InvalidOperationException(run.ToString());
    }
}
