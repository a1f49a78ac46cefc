using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Sqs;

/// <summary>A host that relays from a local queue to a scripted collector, all on one manual clock.</summary>
internal sealed class SqsRig : IAsyncDisposable
{
    private readonly IHost _host;

    public SqsRig(Action<LocalSqsOptions>? queue = null, Action<SqsSourceOptions>? source = null, Action<RelayOptions>? relay = null, Action<IServiceCollection>? services = null)
    {
        var options = new LocalSqsOptions { TimeProvider = Time };
        queue?.Invoke(options);
        Queue = new LocalSqs(options);
        HostApplicationBuilder builder = HostRig.Builder();
        builder.Services.AddSingleton<ILoggerFactory>(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddS3SnowplowRelay(relayOptions =>
        {
            relayOptions.CollectorUri = new Uri("https://collector.example");
            relay?.Invoke(relayOptions);
        }).AddSqsSource(sqs =>
        {
            sqs.QueueUrl = Queue.Url;
            sqs.Credentials = new BasicAWSCredentials(options.AccessKey, options.SecretKey);
            source?.Invoke(sqs);
        });
        builder.Services.AddHttpClient("S3Snowplow.Sqs").ConfigurePrimaryHttpMessageHandler(Queue.CreateHandler);
        builder.Services.AddHttpClient("S3Snowplow.Collector").ConfigurePrimaryHttpMessageHandler(() => Collector);
        services?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public ManualTimeProvider Time { get; } = new();

    public LocalSqs Queue { get; }

    public ScriptedCollector Collector { get; } = new();

    public RecordingLoggerFactory Logs { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Logs.Entries.Where(entry => entry.EventId.Id == id)];

    public void Send(int count, int from = 0)
    {
        for (int i = from; i < from + count; i++)
        {
            Queue.Send(Encoding.UTF8.GetString(HostRig.Record(i)));
        }
    }

    public Task StartAsync() => _host.StartAsync().Within();

    public Task StopAsync() => _host.StopAsync();

    public async Task<HealthReportEntry> HealthAsync() =>
        Assert.Single((await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().Within()).Entries).Value;

    /// <summary>Lets time pass until the condition holds.</summary>
    public async Task PassUntilAsync(Func<bool> condition, string what, TimeSpan? atMost = null)
    {
        DateTimeOffset end = Time.GetUtcNow() + (atMost ?? TimeSpan.FromMinutes(10));
        Stillness.Come();
        while (!condition())
        {
            Assert.True(Time.GetUtcNow() < end, $"It did not come to pass: {what}.");
            await StepAsync(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Lets time pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        DateTimeOffset end = Time.GetUtcNow() + time;
        Stillness.Come();
        while (Time.GetUtcNow() < end)
        {
            TimeSpan left = end - Time.GetUtcNow();
            await StepAsync(left < TimeSpan.FromSeconds(5) ? left : TimeSpan.FromSeconds(5));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task disposed = ((IAsyncDisposable)_host).DisposeAsync().AsTask();
        while (!disposed.IsCompleted)
        {
            await StepAsync(TimeSpan.FromSeconds(1));
        }

        await disposed;
    }

    /// <summary>Stops the host, with the time passing that this takes.</summary>
    public async Task StopWhileTimePassesAsync()
    {
        Task stopped = _host.StopAsync();
        while (!stopped.IsCompleted)
        {
            await StepAsync(TimeSpan.FromSeconds(1));
        }

        await stopped;
    }

    // To the next timer, or as far as it may go; then whatever that set off runs to its next wait.
    private Task StepAsync(TimeSpan atMost)
    {
        TimeSpan next = Time.NextDue ?? atMost;
        Time.Advance(next < atMost ? next : atMost);
        Stillness.Come();
        return Task.CompletedTask;
    }
}
