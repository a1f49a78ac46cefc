using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.AspNetCore.Access;

/// <summary>Whether others than this machine can reach an endpoint that asks nobody who he is.</summary>
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

        return endpoints.Endpoints
            .Where(endpoint => !HasAuthorization(endpoint))
            .Select(endpoint => endpoint.Metadata.GetMetadata<IExposable>())
            .FirstOrDefault(exposable => exposable?.TrustsThisMachine == true)?.Exposed(address);
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
