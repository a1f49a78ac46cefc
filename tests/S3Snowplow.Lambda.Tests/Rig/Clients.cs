using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Lambda.Collector;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>The two clients that post to a collector, by their names: what is true of one has to be true of the other.</summary>
internal static class Clients
{
    /// <summary>Over <see cref="HttpClient"/>, as in processes that stay.</summary>
    public const string Http = "http";

    /// <summary>Over connections of its own, as in functions.</summary>
    public const string Socket = "socket";

    public static string[] Names => [Http, Socket];

    public static ClientRig To(string name, Uri uri, TimeSpan? timeout = null, X509Certificate2? trusted = null, TimeProvider? time = null, bool watches = false, params string[] accepted) =>
        new(name, new RelayOptions { CollectorUri = uri, Delivery = { RequestTimeout = timeout ?? TimeSpan.FromSeconds(60), AcceptedAnswers = accepted } }, trusted, time ?? TimeProvider.System, watches);
}

/// <summary>A client, and what it needs.</summary>
internal sealed class ClientRig : IDisposable
{
    private readonly RelayMetrics _metrics = new(null);
    private readonly HttpClient? _http;
    private readonly IEventTransport _client;
    private readonly TimedTransport _timed;
#pragma warning disable CA2213 // The stream that the handler gets owns it.
    private Socket? _last;
#pragma warning restore CA2213

    public ClientRig(string name, RelayOptions options, X509Certificate2? trusted, TimeProvider time, bool watches)
    {
        X509ChainPolicy? trust = trusted is null ? null : OwnCertificate.Trust(trusted);
        if (name == Clients.Http)
        {
            // Where the test does not look at the connection: the client as it is.
            _http = watches ? new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust }, ConnectCallback = ConnectAsync }) { Timeout = Timeout.InfiniteTimeSpan } : null;
            _client = new HttpEventTransport(options, _http, time);
        }
        else
        {
            _client = new SocketEventTransport(options, time, trust);
        }

        _timed = new TimedTransport(_client, options, time, _metrics);
    }

    public Task<CollectorAnswer> PostAsync(CancellationToken cancellationToken = default) => _timed.SendAsync(new EventBatch([], "{}"u8.ToArray()), cancellationToken);

    /// <summary>Opens a connection ahead, where the client can.</summary>
    public void Open() => (_client as SocketEventTransport)?.Open();

    /// <summary>Waits until what was sent over the idle connection, or its end, has come.</summary>
    public Task HeardAsync() => Patience.UntilAsync(
        () => _client is SocketEventTransport client ? client.Idle.All(connection => connection.HasHeard) : _last!.Poll(0, SelectMode.SelectRead), "something to come over an idle connection");

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        _last = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _last.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(_last, ownsSocket: true);
    }

    public void Dispose()
    {
        (_client as IDisposable)?.Dispose();
        _http?.Dispose();
        _metrics.Dispose();
    }
}
