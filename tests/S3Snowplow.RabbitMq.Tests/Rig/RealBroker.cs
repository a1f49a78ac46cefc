using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RabbitMQ.Client;
using S3Snowplow.IntegrationTests;

namespace S3Snowplow.RabbitMq.Tests.Rig;

/// <summary>A RabbitMQ of the tests' own, started by <c>eng/rabbitmq.sh</c> in a folder that is deleted in the end.</summary>
public sealed class RealBroker : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-rabbitmq-").FullName;
    private int _names;

    /// <summary>Why there is none, or <see langword="null"/>.</summary>
    public static string? WhyNot { get; } = File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") || Environment.GetEnvironmentVariable("S3SNOWPLOW_REQUIRE_BROKERS") == "1"
        ? null
        : "RabbitMQ is not installed (apt-get install --no-install-recommends rabbitmq-server).";

    /// <summary>Its address, without a user: <c>guest</c> on loopback.</summary>
    public Uri Uri { get; private set; } = new("amqp://127.0.0.1:1");

    /// <summary>Its address with TLS; the certificate is for <c>localhost</c>, and signed by nobody else.</summary>
    public Uri TlsUri { get; private set; } = new("amqps://localhost:1");

    /// <summary>The certificate that it shows.</summary>
    public X509Certificate2? Certificate { get; private set; }

    public async Task InitializeAsync()
    {
        // A fixture is made for skipped tests, too.
        if (WhyNot is null)
        {
            await PrepareTlsAsync();
            await StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (WhyNot is null)
        {
            await ScriptAsync("stop");
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts it; after <see cref="KillAsync"/>, on the same port with what was durable.</summary>
    public async Task StartAsync()
    {
        string output = await ScriptAsync("start");
        Uri = new Uri(output.Split('\n').Single(line => line.StartsWith("AMQP_URI=", StringComparison.Ordinal))["AMQP_URI=".Length..]);

        // How often quorum queues say how many messages they have; five seconds otherwise. Of queues that are made from now on.
        await ControlAsync("eval", "application:set_env(rabbit, quorum_tick_interval, 100).");
    }

    public Task KillAsync() => ScriptAsync("kill");

    /// <summary>Runs <c>rabbitmqctl</c>.</summary>
    public Task<string> ControlAsync(params string[] arguments) => ScriptAsync(["ctl", .. arguments]);

    /// <summary>A name that no other test has.</summary>
    public string NewName(string what) => $"{what}-{Interlocked.Increment(ref _names)}";

    /// <summary>Does something over a connection of the test's own.</summary>
    public async Task<T> DoAsync<T>(Func<IChannel, Task<T>> act)
    {
        await using IConnection connection = await new ConnectionFactory { HostName = Uri.Host, Port = Uri.Port, AutomaticRecoveryEnabled = false }.CreateConnectionAsync("test").Within();
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)).Within();
        return await act(channel).Within();
    }

    /// <summary>Makes a durable queue of the test's own.</summary>
    public async Task<string> NewQueueAsync(string what = "queue", string type = "classic", params (string Name, object Value)[] arguments)
    {
        string queue = NewName(what);
        await DoAsync(channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments.Append(("x-queue-type", type)).ToDictionary(one => one.Item1, one => (object?)one.Item2)));
        return queue;
    }

    /// <summary>Publishes persistent messages, and returns when the broker has confirmed them.</summary>
    public Task PublishAsync(string queue, IEnumerable<byte[]> bodies, Action<BasicProperties>? properties = null, string exchange = "") => DoAsync(async channel =>
    {
        foreach (byte[] body in bodies)
        {
            var sent = new BasicProperties { DeliveryMode = DeliveryModes.Persistent };
            properties?.Invoke(sent);
            await channel.BasicPublishAsync(exchange, queue, mandatory: true, sent, body);
        }

        return true;
    });

    /// <summary>Waits for the next message of a queue, and takes it.</summary>
    public async Task<BasicGetResult> TakeAsync(string queue) =>
        (await Patience.UntilAsync(() => DoAsync(channel => channel.BasicGetAsync(queue, autoAck: true)), got => got is not null, $"a message in {queue}"))!;

    /// <summary>How many messages of a queue wait, and how many are held by consumers.</summary>
    public async Task<QueueCounts> CountAsync(string queue)
    {
        string lines = await ControlAsync("list_queues", "name", "messages_ready", "messages_unacknowledged", "consumers");
        string[]? found = lines.Split('\n').Select(line => line.Split('\t')).FirstOrDefault(cells => cells[0] == queue);
        return found is null ? new QueueCounts(-1, -1, -1) : new QueueCounts(Number(found[1]), Number(found[2]), Number(found[3]));
    }

    public Task<QueueCounts> WaitForAsync(string queue, Func<QueueCounts, bool> isWanted, string what) => Patience.UntilAsync(() => CountAsync(queue), isWanted, $"{queue}: {what}");

    /// <summary>Stops the host, which returns what it holds, and asks the queue itself, whose own figure is not a moment old: nothing may be left.</summary>
    internal async Task AssertAllAcknowledgedAsync(string queue, RelayHost host)
    {
        await host.StopAsync();
        Assert.Equal(0u, (await DoAsync(channel => channel.QueueDeclarePassiveAsync(queue))).MessageCount);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private async Task PrepareTlsAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(InFolder("cert.pem"), Certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(InFolder("key.pem"), key.ExportPkcs8PrivateKeyPem());

        // Taken and let go again; the broker says so if somebody was quicker.
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        TlsUri = new Uri($"amqps://localhost:{port}");
        await File.WriteAllTextAsync(InFolder("more.conf"), $"""
            listeners.ssl.1 = 127.0.0.1:{port}
            ssl_options.certfile = {InFolder("cert.pem")}
            ssl_options.keyfile = {InFolder("key.pem")}
            ssl_options.cacertfile = {InFolder("cert.pem")}

            """);
    }

    private string InFolder(string file) => Path.Combine(_folder, file);

    private async Task<string> ScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [RepositoryFile.PathOf("eng/rabbitmq.sh"), .. arguments]) { StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["BROKER_DIR"] = _folder;
        start.Environment["BROKER_CONF"] = InFolder("more.conf");
        ProcessResult result = await ChildProcess.RunAsync(start, "");
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException(result.ToString());
    }
}

/// <summary>A queue as the broker sees it.</summary>
public sealed record QueueCounts(int Ready, int Held, int Consumers)
{
    public static Func<QueueCounts, bool> Empty { get; } = static counts => (counts.Ready, counts.Held) == (0, 0);
}

/// <summary>One broker for all tests, which therefore run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<RealBroker>
{
    public const string Name = "broker";
}
