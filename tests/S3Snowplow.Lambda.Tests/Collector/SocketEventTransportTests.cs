using System.Net;
using System.Net.Sockets;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Lambda.Collector;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Collector;

/// <summary>A collector behind a bare connection: what is sent, what answers mean, and connections that die.</summary>
public sealed class SocketEventTransportTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly RelayMetrics _metrics = new(null);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Post_OnTheWire_IsThis()
    {
        await using var server = new ScriptedServer(Ok);
        using SocketEventTransport client = To(server.Endpoint);

        await PostAsync(client, "{\"schema\":\"x\"}");

        Assert.Equal(
            $"POST /com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: {TrackerIdentity.Version.Replace("s3snowplow-", "S3Snowplow/", StringComparison.Ordinal)}\r\n"
            + "Content-Type: application/json; charset=utf-8\r\nContent-Length: 14\r\n\r\n{\"schema\":\"x\"}",
            Assert.Single(server.Requests));
    }

    [Theory]
    [InlineData("200 OK", "", "Delivered", null)]
    [InlineData("503 Busy", "Retry-After: 7\r\n", "Retry", 7)]
    [InlineData("429 Slow down", "retry-after:Thu, 01 Jan 2026 00:01:00 GMT\r\n", "Retry", 60)]
    [InlineData("503 Busy", "Retry-After: soon\r\n", "Retry", null)]
    [InlineData("413 Large", "", "Suspect", null)]
    [InlineData("404 Not found", "", "Misdirected", null)]
    [InlineData("302 Found", "Location: http://127.0.0.1/\r\n", "Misdirected", null)]
    public async Task Status_MeansWhatItMeansEverywhere(string status, string header, string kind, int? retryAfter)
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = new ScriptedServer($"HTTP/1.1 {status}\r\n{header}Content-Length: 2\r\n\r\nok");
        using SocketEventTransport client = To(server.Endpoint, time);

        CollectorAnswer answer = await PostAsync(client);

        Assert.Equal((kind, retryAfter), (answer.Kind.ToString(), (int?)answer.RetryAfter?.TotalSeconds));
    }

    [Theory]
    [InlineData(ScriptedServer.Close)]
    [InlineData(ScriptedServer.Reset)]
    public async Task KeptConnection_ThatDied_IsReplacedAtOnce(string end)
    {
        await using var server = new ScriptedServer(Ok, end, Ok);
        using SocketEventTransport client = To(server.Endpoint);
        await PostAsync(client);

        CollectorAnswer answer = await PostAsync(client);

        Assert.Equal(AnswerKind.Delivered, answer.Kind);
        Assert.Equal((3, 2), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task NewConnection_ThatDies_IsAFailure()
    {
        await using var server = new ScriptedServer(ScriptedServer.Close);
        using SocketEventTransport client = To(server.Endpoint);

        CollectorAnswer answer = await PostAsync(client);

        Assert.Equal((AnswerKind.Retry, "invalid_response"), (answer.Kind, answer.ErrorType));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connections_AreKept()
    {
        await using var server = new ScriptedServer(Ok, Ok, Ok);
        using SocketEventTransport client = To(server.Endpoint);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(AnswerKind.Delivered, (await PostAsync(client)).Kind);
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Connection_OpenedAheadInVain_IsOpenedAgainByTheFirstRequest()
    {
        int port = FreePort();
        using SocketEventTransport client = To($"127.0.0.1:{port}");
        client.Open();

        Assert.Equal("connection_error", (await PostAsync(client)).ErrorType);
    }

    [Fact]
    public async Task Status_OfAnEarlierRequest_IsNoAnswerToThisOne()
    {
        var server = new ScriptedServer(Ok + ScriptedServer.Close);
        using SocketEventTransport client = To(server.Endpoint);
        await PostAsync(client);
        await server.DisposeAsync();

        CollectorAnswer answer = await PostAsync(client);

        Assert.Equal((AnswerKind.Retry, "connection_error"), (answer.Kind, answer.ErrorType));
    }

    [Fact]
    public async Task NoAnswer_WithinTheTime_IsATimeout()
    {
        await using var server = new ScriptedServer("");
        var time = new ManualTimeProvider();
        using SocketEventTransport client = To(server.Endpoint, time, TimeSpan.FromSeconds(10));
#pragma warning disable CA2025 // Awaited below.
        Task<CollectorAnswer> post = new TimedTransport(client, Options($"http://{server.Endpoint}", TimeSpan.FromSeconds(10)), time, _metrics).SendAsync(new EventBatch([], "{}"u8.ToArray()), CancellationToken.None);
#pragma warning restore CA2025
        await time.WaitForTimersAsync(1, CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("timeout", (await post).ErrorType);
    }

    [Fact]
    public async Task Cancelled_IsNoAnswer()
    {
        await using var server = new ScriptedServer("");
        using SocketEventTransport client = To(server.Endpoint);
        using var stop = new CancellationTokenSource();
        Task<CollectorAnswer> post = client.SendAsync(new EventBatch([], "{}"u8.ToArray()), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
    }

    [Fact]
    public async Task Tls_WhereNoneIsSpoken_IsAnError()
    {
        await using var server = new ScriptedServer("HTTP/1.1 400 Bad request\r\n\r\n" + ScriptedServer.Close);
        RelayOptions options = Options($"https://{server.Endpoint}", TimeSpan.FromSeconds(2));
        using var client = new SocketEventTransport(options, TimeProvider.System);

        CollectorAnswer answer = await new TimedTransport(client, options, TimeProvider.System, _metrics).SendAsync(new EventBatch([], "{}"u8.ToArray()), CancellationToken.None);

        Assert.Equal(AnswerKind.Retry, answer.Kind);
        Assert.Contains(answer.ErrorType, new[] { "secure_connection_error", "connection_error", "timeout" });
    }

    private SocketEventTransport To(string endpoint, TimeProvider? time = null, TimeSpan? timeout = null) =>
        new(Options($"http://{endpoint}", timeout), time ?? TimeProvider.System);

    private static RelayOptions Options(string uri, TimeSpan? timeout = null) => new() { CollectorUri = new Uri(uri), Delivery = { RequestTimeout = timeout ?? TimeSpan.FromSeconds(30) } };

    private static Task<CollectorAnswer> PostAsync(SocketEventTransport client, string body = "{}") =>
        client.SendAsync(new EventBatch([], System.Text.Encoding.UTF8.GetBytes(body)), CancellationToken.None);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
