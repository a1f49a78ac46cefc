using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3Snowplow.Testing;

/// <summary>The bare Kestrel under a collector: no configuration, no logging, no routing, one handler.</summary>
internal sealed class CollectorServer : IAsyncDisposable
{
    // Handlers end at once when stopping is signalled; this bounds senders that keep a connection busy.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly TrackingEndpoint _tracking;
    private int _isDisposed;

    private CollectorServer(WebApplication app, TrackingEndpoint tracking)
    {
        _app = app;
        _tracking = tracking;
        Uri = new Uri(_app.Urls.Single());
    }

    /// <summary>The root address, with the port that was given by the system.</summary>
    public Uri Uri { get; }

    public static async Task<CollectorServer> StartAsync(LocalCollectorOptions options, TrackingEndpoint tracking, MicroApi micro, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // As a collector behind a load balancer: long idle times. Source: Snowplow documentation, "Configure the Collector" (idleTimeout).
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(610);
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            // The endpoint reads everything and judges the size itself, so that a sender in the middle of its body sees the 413.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        var app = builder.Build();
        try
        {
            app.Run(context => HandleAsync(context, tracking, micro));
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new CollectorServer(app, tracking);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            tracking.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _tracking.StopAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(StopTime, TimeProvider.System);
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _tracking.Dispose();
    }

    private static Task HandleAsync(HttpContext context, TrackingEndpoint tracking, MicroApi micro)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/micro", StringComparison.Ordinal, out var rest))
            return micro.HandleAsync(context, rest.Value ?? "");
        return path == "/health" ? PlainText.AnswerAsync(context, StatusCodes.Status200OK, "ok") : tracking.HandleAsync(context);
    }
}
