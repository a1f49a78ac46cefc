using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using S3Snowplow.Delivery;
using S3Snowplow.Lambda.Http;
using S3Snowplow.Lambda.Tests.Rig;

namespace S3Snowplow.Lambda.Tests.Collector;

/// <summary>
/// What comes over a connection while it is idle: its end, or bytes that nobody asked for. It is replaced at once, for nobody a failure, and never is what came
/// taken for the answer to the next request.
/// </summary>
public sealed class IdleConnectionTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Gone = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    private readonly X509Certificate2 _certificate = OwnCertificate.Make();

    public static TheoryData<string, bool> ClientsWithAndWithoutTls
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (string client in Clients.Names)
            {
                all.Add(client, false);
                all.Add(client, true);
            }

            return all;
        }
    }

    public void Dispose() => _certificate.Dispose();

    // A collector of version 2 resets after 60 idle seconds; here it does at once, and the next request comes after it.
    [Theory]
    [MemberData(nameof(ClientsWithAndWithoutTls))]
    public async Task Connection_ResetWhileIdle_IsReplaced(string client, bool isTls)
    {
        await using ScriptedServer server = Server(isTls, Ok, Ok);
        using ClientRig rig = To(client, server);
        await rig.PostAsync();

        server.End(ScriptedServer.Reset);
        await rig.HeardAsync();
        CollectorAnswer answer = await rig.PostAsync();

        Assert.Equal(AnswerKind.Delivered, answer.Kind);
        Assert.Equal((2, 2), (server.Requests.Count, server.Connections));
    }

    [Theory]
    [MemberData(nameof(ClientsWithAndWithoutTls))]
    public async Task Connection_ClosedWhileIdle_IsReplaced(string client, bool isTls)
    {
        await using ScriptedServer server = Server(isTls, Ok, Ok);
        using ClientRig rig = To(client, server);
        await rig.PostAsync();

        server.End(ScriptedServer.Close);
        await rig.HeardAsync();

        Assert.Equal(AnswerKind.Delivered, (await rig.PostAsync()).Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(ClientsWithAndWithoutTls))]
    public async Task Bytes_BehindAnAnswer_AreNoAnswerToTheNextRequest(string client, bool isTls)
    {
        await using ScriptedServer server = Server(isTls, Ok + Ok, Gone);
        using ClientRig rig = To(client, server);
        await rig.PostAsync();

        CollectorAnswer answer = await rig.PostAsync();

        Assert.Equal(404, answer.StatusCode);
        Assert.Equal(2, server.Connections);
    }

    // What a gateway says before it closes an idle connection: 408, and it is nobody's answer.
    [Theory]
    [MemberData(nameof(ClientsWithAndWithoutTls))]
    public async Task Bytes_ThatCameWhileIdle_AreNoAnswerToTheNextRequest(string client, bool isTls)
    {
        await using ScriptedServer server = Server(isTls, Ok, Gone);
        using ClientRig rig = To(client, server);
        await rig.PostAsync();

        await server.SendAsync(Ok);
        await rig.HeardAsync();
        CollectorAnswer answer = await rig.PostAsync();

        Assert.Equal(404, answer.StatusCode);
        Assert.Equal(2, server.Connections);
    }

    // TLS 1.3 sends tickets behind the handshake: bytes, but nobody's answer, and no reason to open another connection.
    [Theory]
    [MemberData(nameof(ClientsWithAndWithoutTls))]
    public async Task Connection_OverWhichNothingCame_IsKept(string client, bool isTls)
    {
        await using ScriptedServer server = Server(isTls, [.. Enumerable.Repeat(Ok, 20)]);
        using ClientRig rig = To(client, server);
        rig.Open();

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(AnswerKind.Delivered, (await rig.PostAsync()).Kind);
        }

        Assert.Equal((20, 1), (server.Requests.Count, server.Connections));
    }

    /// <summary>As when a process thaws: all has come, and none of it has been looked at.</summary>
    [Fact]
    public async Task Bytes_ThatWereNotLookedAtYet_AreLookedAtBeforeTheVerdict()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        for (int i = 0; i < 50; i++)
        {
            bool isSent = i % 2 == 0;
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Task<Socket> accepting = listener.AcceptSocketAsync();
            await socket.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            await using var watched = new WatchedStream(socket);
            await using var client = new SslStream(watched);
            await using var server = new SslStream(new NetworkStream(await accepting, ownsSocket: true));
            await Task.WhenAll(
                client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = OwnCertificate.Trust(_certificate) }),
                server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate })).Within();
            if (isSent)
            {
                await server.WriteAsync("unasked"u8.ToArray());
            }

            // The tickets, and what was sent.
            await Patience.UntilAsync(() => socket.Poll(0, SelectMode.SelectRead), "bytes");
            Task<int> waiting = client.ReadAsync(Memory<byte>.Empty).AsTask();
            await watched.WhenAllIsReadAsync(waiting, CancellationToken.None).AsTask().Within();

            // What was sent may come behind the tickets; but then it had not come.
            Assert.True(isSent || !waiting.IsCompleted, "Tickets were taken for an answer.");
            if (isSent)
            {
                await waiting.Within();
            }

            socket.Close();
            await waiting.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        }
    }

    private ScriptedServer Server(bool isTls, params string[] answers) => new(isTls ? _certificate : null, silentHandshakes: 0, answers);

    private ClientRig To(string client, ScriptedServer server) => Clients.To(client, server.Uri, trusted: server.Uri.Scheme == "https" ? _certificate : null, watches: true);
}
