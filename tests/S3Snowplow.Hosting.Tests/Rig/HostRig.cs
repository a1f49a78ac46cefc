using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>A host with a relay in front of a recording emitter, on a manual clock, and what it logged.</summary>
internal sealed class HostRig : IAsyncDisposable
{
    private readonly IHost _host;

    /// <param name="configure">Configures the relay.</param>
    /// <param name="relay">Changes its settings.</param>
    /// <param name="transport">What the relay's own emitter sends over; without, a recording emitter takes its place.</param>
    public HostRig(Action<IS3SnowplowRelayBuilder> configure, Action<RelayOptions>? relay = null, IEventTransport? transport = null)
    {
        Emitter = new RecordingEventEmitter(Time);
        HostApplicationBuilder builder = Builder();
        builder.Services.AddSingleton<ILoggerFactory>(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        if (transport is null)
        {
            builder.Services.AddSingleton<IEventEmitter>(Emitter);
        }
        else
        {
            builder.Services.AddSingleton(transport);
        }

        configure(builder.Services.AddS3SnowplowRelay(relay ?? (_ => { })));
        _host = builder.Build();
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingEventEmitter Emitter { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public IServiceProvider Services => _host.Services;

    /// <summary>A builder that reads nothing of the machine's: no files, no variables.</summary>
    public static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        return builder;
    }

    /// <summary>An S3 notification of one record.</summary>
    public static byte[] Record(int number, string bucket = "b") => Encoding.UTF8.GetBytes(
        $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"{{{{bucket}}}}"},"object":{"key":"k{{{{number}}}}","size":1,"sequencer":"{{{{number:X}}}}"}}}]}""");

    public Task StartAsync() => _host.StartAsync().Within();

    public Task StopAsync() => _host.StopAsync();

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Logs.Entries.Where(entry => entry.EventId.Id == id)];

    public async Task<HealthReportEntry> HealthAsync()
    {
        HealthReport report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().Within();
        return Assert.Single(report.Entries).Value;
    }

    public async ValueTask DisposeAsync()
    {
        Emitter.Release();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
