using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.AspNetCore.Receiving;

namespace S3Snowplow.AspNetCore.Access;

/// <summary>Whether others than this machine can reach a webhook that asks nobody who he is.</summary>
internal static class Exposure
{
    /// <summary>Says what is wrong, once the server listens; <see langword="null"/> where all is well.</summary>
    public static string? Find(IServiceProvider services)
    {
        string? address = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(address => !IsLocal(address));
        if (address is null || services.GetService<EndpointDataSource>() is not { } endpoints)
        {
            return null;
        }

        WebhookEndpoint? open = endpoints.Endpoints
            .Where(endpoint => !HasAuthorization(endpoint))
            .Select(endpoint => endpoint.Metadata.GetMetadata<WebhookEndpoint>())
            .FirstOrDefault(webhook => webhook?.TakesFromLocalSenders == true);
        return open is null ? null
            : $"The webhook '{open.Pattern}' of relay '{open.RelayName}' would take what anybody sends to {address}. Set who may send, by AddWebhook(o => ...): {nameof(WebhookOptions.Secrets)}, "
            + $"{nameof(WebhookOptions.UserName)} and {nameof(WebhookOptions.Password)}, or {nameof(WebhookOptions.SnsTopics)}; or listen on http://127.0.0.1 only; or, where something else keeps others out, set "
            + $"{nameof(WebhookOptions.AllowUnauthenticated)}.";
    }

    /// <summary>Whether the application's own authorization stands before the endpoint.</summary>
    public static bool HasAuthorization(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>Whether a request came in by an address that only this machine can reach.</summary>
    public static bool IsLocal(ConnectionInfo connection)
    {
        // A socket file, or a server in the process, has no address.
        IPAddress? address = connection.LocalIpAddress;
        return address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    /// <summary>Whether an address that a server listens on can only be reached by this machine.</summary>
    public static bool IsLocal(string listening)
    {
        BindingAddress address = BindingAddress.Parse(listening);
        return address.IsUnixPipe
            || address.IsNamedPipe
            || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }
}
