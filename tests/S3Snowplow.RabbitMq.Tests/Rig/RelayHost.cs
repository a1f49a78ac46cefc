using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting;
using S3Snowplow.Testing;

namespace S3Snowplow.RabbitMq.Tests.Rig;

/// <summary>A host that relays from the broker to a local collector, and what it logged.</summary>
internal sealed class RelayHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RelayHost(IHost host, LocalCollector collector, RecordingLoggerFactory logs) => (_host, Collector, Logs) = (host, collector, logs);

    public LocalCollector Collector { get; }

    public RecordingLoggerFactory Logs { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Makes a host whose source differs from the defaults by <paramref name="source"/>; retries to the collector are quick.</summary>
    public static async Task<RelayHost> CreateAsync(Action<RabbitMqSourceOptions> source, Action<RelayOptions>? relay = null, Action<IServiceCollection>? services = null)
    {
        LocalCollector collector = await LocalCollector.StartAsync();
        var logs = new RecordingLoggerFactory();
        HostApplicationBuilder builder = Builder();
        builder.Services.AddSingleton<ILoggerFactory>(logs);
        services?.Invoke(builder.Services);
        builder.Services
            .AddS3SnowplowRelay(options =>
            {
                options.CollectorUri = collector.Uri;
                (options.Delivery.RetryBaseDelay, options.Delivery.RetryMaxDelay) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
                relay?.Invoke(options);
            })
            .AddRabbitMqSource(source)
            .ConfigureSourceRestarts(restarts => (restarts.BaseDelay, restarts.MaxDelay) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)));
        return new RelayHost(builder.Build(), collector, logs);
    }

    /// <summary>Makes one, and starts it.</summary>
    public static async Task<RelayHost> StartAsync(Action<RabbitMqSourceOptions> source, Action<RelayOptions>? relay = null, Action<IServiceCollection>? services = null)
    {
        RelayHost host = await CreateAsync(source, relay, services);
        await host.StartAsync();
        return host;
    }

    /// <summary>A builder that reads nothing of the machine's: no files, no variables.</summary>
    public static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        return builder;
    }

    /// <summary>Notifications of one record each, which differ in their keys.</summary>
    public static IEnumerable<byte[]> Records(int count, int from = 0) => Enumerable.Range(from, count).Select(number => Encoding.UTF8.GetBytes(
        $$$$"""{"Records":[{"eventVersion":"2.2","eventSource":"ceph:s3","eventTime":"2026-01-01T00:00:00.000000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k{{{{number}}}}","size":1,"sequencer":"{{{{number:X16}}}}"}}}]}"""));

    public Task StartAsync() => _host.StartAsync().Within();

    public Task StopAsync() => _host.StopAsync().Within();

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Logs.Entries.Where(entry => entry.EventId.Id == id)];

    public Task WaitForLogAsync(int id, int count = 1) => Patience.UntilAsync(() => Task.FromResult(Logged(id).Count), logged => logged >= count, $"log {id}, {count} times");

    public async Task<HealthReportEntry> HealthAsync() => Assert.Single((await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().Within()).Entries).Value;

    public Task<HealthReportEntry> WaitForHealthAsync(HealthStatus status, string text) =>
        Patience.UntilAsync(HealthAsync, health => health.Status == status && health.Description!.Contains(text, StringComparison.Ordinal), $"{status}: {text}");

    /// <summary>All that was said to people: log, exceptions and health.</summary>
    public async Task<string> EverythingSaidAsync() => string.Join('\n', Logs.Entries.Select(entry => $"{entry.Message} {entry.Exception}").Append((await HealthAsync()).Description));

    public async ValueTask DisposeAsync()
    {
        Collector.Faults.Clear();
        await _host.StopAsync().Within();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await Collector.DisposeAsync();
    }
}
