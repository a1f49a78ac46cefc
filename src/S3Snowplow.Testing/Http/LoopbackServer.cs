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
    private readonly IDisposable? _refusals;

    private LoopbackServer(WebApplication app, IDisposable? refusals)
    {
        _app = app;
        _refusals = refusals;
        Uri = new Uri(_app.Urls.Single());
    }

    /// <summary>The root address, with the port that was given by the system.</summary>
    public Uri Uri { get; }

    /// <summary>Starts it.</summary>
    /// <param name="port">The TCP port; 0 for any that is free.</param>
    /// <param name="handler">Handles every request, and reads and judges bodies of any size and speed itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="setLimits">Changes the limits; <see langword="null"/> for the server's own.</param>
    /// <param name="customs">What is done with connections; <see langword="null"/> for nothing.</param>
    public static async Task<LoopbackServer> StartAsync(
        int port, RequestDelegate handler, CancellationToken cancellationToken, Action<KestrelServerLimits>? setLimits = null, IConnectionCustoms? customs = null)
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
            setLimits?.Invoke(kestrel.Limits);
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (customs is not null)
                    listen.Use(next => connection => customs.HandleAsync(connection, next));
            });
        });

        var app = builder.Build();
        try
        {
            app.Run(handler);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new LoopbackServer(app, customs is null ? null : RefusalObserver.Subscribe(app.Services, customs));
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
        _refusals?.Dispose();
    }
}
