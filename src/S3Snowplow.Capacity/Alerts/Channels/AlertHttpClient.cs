using System.Net;
using System.Net.Sockets;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>The HTTP client of one channel, and the addresses that it may call.</summary>
internal static class AlertHttpClient
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static HttpClient Create()
    {
#pragma warning disable CA2000 // The client owns the handler.
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = ConnectTimeout,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        };
#pragma warning restore CA2000

        // The outbox ends attempts; two who do are one too many.
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"S3Snowplow/{RelayTelemetry.Version}");
        return http;
    }

    /// <summary>Says what is wrong with an address, without printing it: it may be a key.</summary>
    public static void Check(string? address, string setting, AlertSettingProblems problems, bool isRequired = true)
    {
        if (address is not { Length: > 0 })
        {
            if (isRequired)
            {
                problems.Add(setting, "is not set; allowed: an https address");
            }

            return;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            problems.Add(setting, "is no address (not printed here, as it may be a key); allowed: https://HOST/PATH");
        }
        else if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            problems.Add(setting, $"of host {uri.Host} begins with http://, which is allowed to this machine only; use https");
        }
        else if (uri.UserInfo.Length > 0)
        {
            problems.Add(setting, $"of host {uri.Host} has a user name or password in it (not printed here), which is sent nowhere; use Credential");
        }
        else if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? ip) && IsForbidden(ip))
        {
            problems.Add(setting, $"of host {uri.Host} is a link-local address, where the keys of cloud machines are handed out; allowed: an address of a service");
        }
    }

    // The address comes from the settings, and what a name resolves to from whoever owns the name: neither may lead to where machines get their keys.
    private static bool IsForbidden(IPAddress ip) =>
        (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip) is var one && (one.IsIPv6LinkLocal || (one.AddressFamily == AddressFamily.InterNetwork && one.GetAddressBytes() is [169, 254, ..])
            || one.Equals(IPAddress.Parse("fd00:ec2::254")));

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return socket.RemoteEndPoint is IPEndPoint remote && IsForbidden(remote.Address)
                ? throw new HttpRequestException(HttpRequestError.ConnectionError, "link-local address")
                : new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
