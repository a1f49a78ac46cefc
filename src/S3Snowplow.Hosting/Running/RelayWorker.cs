using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting.Diagnostics;

namespace S3Snowplow.Hosting.Running;

/// <summary>Runs the sources of one relay from the host's start to its stop.</summary>
/// <param name="name">The relay's name, the key of its services.</param>
/// <param name="displayName">Its name for people.</param>
/// <param name="services">The host's services.</param>
/// <remarks>
/// To stop: no source is read any more; what is open may finish for as long as the host allows, less the relay's drain time and a tenth for giving back; then the
/// relay drains, and what is left is given back to its source.
/// </remarks>
internal sealed class RelayWorker(string name, string displayName, IServiceProvider services) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly TimeProvider _time = services.GetRequiredKeyedService<TimeProvider>(name);
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<RelayWorker>();
    private Task _run = Task.CompletedTask;
    private int _disposed;

    /// <summary>The sources, once the host has started.</summary>
    public IReadOnlyList<SourceRunner> Sources { get; private set; } = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var relay = services.GetRequiredKeyedService<ObjectEventRelay>(name);
        SourceRestartOptions options = services.GetRequiredService<IOptionsMonitor<SourceRestartOptions>>().Get(name);
        Sources =
        [
            .. services.GetKeyedServices<SourceRegistration>(name)
                .Select(source => new SourceRunner(displayName, source.Name, source.Create(services), relay, options, _time, DefaultRandom, _logger)),
        ];

        // On the pool: a source that reads at once without waiting must not keep the host from starting.
        _run = Task.WhenAll(Sources.Select(source => Task.Run(() => source.RunAsync(_stopping.Token, _hurry.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_run.IsCompleted)
        {
            return;
        }

        TimeSpan shutdown = services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        TimeSpan drain = services.GetRequiredService<IOptionsMonitor<RelayOptions>>().Get(name).Delivery.DrainTimeout;
        TimeSpan finish = TimeSpan.FromTicks(Math.Max(0, (shutdown - drain - (shutdown / 10)).Ticks));
        Log.Stopping(_logger, displayName, finish + drain);
        using CancellationTokenRegistration early = cancellationToken.UnsafeRegister(static hurry => ((CancellationTokenSource)hurry!).Cancel(), _hurry);
        using var patience = new CancellationTokenSource(finish, _time);
        using CancellationTokenRegistration late = patience.Token.UnsafeRegister(static hurry => ((CancellationTokenSource)hurry!).Cancel(), _hurry);
        await _run.ConfigureAwait(false);
    }

    /// <summary>Ends the reading where the host did not stop. May be called twice: the container knows the worker by two services.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stopping.Cancel();
        _hurry.Cancel();
        _stopping.Dispose();
        _hurry.Dispose();
    }

#pragma warning disable RS0030, CA5394 // The one place where the default randomness is chosen; jitter protects nothing.
    internal static double DefaultRandom() => Random.Shared.NextDouble();
#pragma warning restore RS0030, CA5394
}
