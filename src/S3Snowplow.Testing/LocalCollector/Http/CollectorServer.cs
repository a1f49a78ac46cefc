using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>The addresses of a collector: tracking, health, and Micro's API beside them.</summary>
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
            var server = await LoopbackServer.StartAsync(options.Port, context => HandleAsync(context, options.Software, tracking, micro), cancellationToken).ConfigureAwait(false);
            return new CollectorServer(server, tracking);
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

    private static Task HandleAsync(HttpContext context, SnowplowSoftware software, TrackingEndpoint tracking, MicroApi micro)
    {
        var path = context.Request.Path;
        if (software.HasMicroApi() && path.StartsWithSegments("/micro", StringComparison.Ordinal, out var rest))
            return micro.HandleAsync(context, rest.Value ?? "");
        return path == "/health" ? PlainText.AnswerAsync(context, StatusCodes.Status200OK, "ok") : tracking.HandleAsync(context);
    }
}
