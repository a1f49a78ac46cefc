using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace S3Snowplow.Testing;

/// <summary>What a server that is played does with connections, unlike the one below.</summary>
internal interface IConnectionCustoms
{
    /// <summary>Stands around each connection.</summary>
    Task HandleAsync(ConnectionContext connection, ConnectionDelegate next);

    /// <summary>Sees each request that the server below refuses, before it says so.</summary>
    /// <param name="request">The request's features.</param>
    /// <param name="reason">Why it is refused, and with which status.</param>
    void Refuse(IFeatureCollection request, BadHttpRequestException reason);
}
