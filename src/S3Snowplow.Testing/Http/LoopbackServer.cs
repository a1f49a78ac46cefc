using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3Snowplow.Testing;

/// <summary>A bare Kestrel on 127.0.0.1, HTTP/1.1: no configuration, no logging, no routing, one handler.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    // Handlers end at once when stopping is signalled; this bounds senders that keep a connection busy.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app)
    {
        _app = app;
        Uri = new Uri(_app.Urls.Single());
    }

    /// <summary>The root address, with the port that was given by the system.</summary>
    public Uri Uri { get; }

    /// <summary>Starts it.</summary>
    /// <param name="port">The TCP port; 0 for any that is free.</param>
    /// <param name="handler">Handles every request, and reads and judges bodies of any size and speed itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LoopbackServer> StartAsync(int port, RequestDelegate handler, CancellationToken cancellationToken)
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
            // So that a sender in the middle of its body sees the 413.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        var app = builder.Build();
        try
        {
            app.Run(handler);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new LoopbackServer(app);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopTime, TimeProvider.System);
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
