using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>The addresses of a collector: tracking, its pages, and Micro's API beside them.</summary>
internal sealed class CollectorServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly TrackingEndpoint _tracking;
    private int _isDisposed;

    private CollectorServer(LoopbackServer server, TrackingEndpoint tracking)
    {
        _server = server;
        _tracking = tracking;
    }

    /// <summary>The root address, with the port that was given by the system.</summary>
    public Uri Uri => _server.Uri;

    public static async Task<CollectorServer> StartAsync(LocalCollectorOptions options, TrackingEndpoint tracking, MicroApi micro, CancellationToken cancellationToken)
    {
        try
        {
            var limits = new RequestLimits(options.Software);
            var pages = new CollectorPages(options);
            var connections = options.Software.IsSecondGeneration() ? new AkkaConnections(options.TimeProvider) : null;
            var server = await LoopbackServer.StartAsync(options.Port, HandleAsync, cancellationToken, RequestLimits.Lift, connections).ConfigureAwait(false);
            return new CollectorServer(server, tracking);

            Task HandleAsync(HttpContext context)
            {
                if (options.Software.IsSecondGeneration())
                    AkkaConnections.AddHeaders(context);
                if (limits.Judge(context) is { } refusal)
                    return RequestLimits.RefuseAsync(context, refusal);
                var path = context.Request.Path;
                if (options.Software.HasMicroApi() && path.StartsWithSegments("/micro", StringComparison.Ordinal, out var rest))
                    return micro.HandleAsync(context, rest.Value ?? "");
                return pages.TryAnswer(context, out var answering) ? answering : tracking.HandleAsync(context);
            }
        }
        catch
        {
            tracking.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _tracking.StopAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _tracking.Dispose();
    }
}
