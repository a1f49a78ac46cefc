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
    // Of the two minutes for which a message is hidden, the least that a renewal leaves: they are looked at each half of a minute, and one that failed once is tried at the next look.
    private static readonly TimeSpan LeastLease = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
#pragma warning disable CA2213 // The host's.
    private readonly BufferedEventEmitter _emitter;
#pragma warning restore CA2213
    private bool _renews;

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
        _emitter = (BufferedEventEmitter)_host.Services.GetRequiredService<IEventEmitter>();
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
        await RestAsync();
        while (!condition())
        {
            Assert.True(Time.GetUtcNow() < end, $"It did not come to pass: {what}.");
            await StepAsync(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="time">How much.</param>
    /// <param name="renews">Whether messages are held, so that no step is made before they are renewed.</param>
    public async Task PassAsync(TimeSpan time, bool renews = true)
    {
        DateTimeOffset end = Time.GetUtcNow() + time;
        _renews = renews;
        await RestAsync();
        while (Time.GetUtcNow() < end)
        {
            TimeSpan left = end - Time.GetUtcNow();
            await StepAsync(left < TimeSpan.FromSeconds(15) ? left : TimeSpan.FromSeconds(15));
        }

        _renews = false;
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

    // To the next timer, or as far as it may go; then what that set off is waited for.
    private Task StepAsync(TimeSpan atMost)
    {
        TimeSpan next = Time.NextDue ?? atMost;
        Time.Advance(next < atMost ? next : atMost);
        return RestAsync();
    }

    // Every request that a step sets off has its answer, and the emitter has done what follows from it, in two looks one after the other. What is handed from one to the
    // other just then is not seen, and the clock may be ahead of it by a step; renewals, which that could harm, are waited for themselves.
    private async Task RestAsync()
    {
        int looks = 0;
        await Patience.UntilAsync(() => (looks = IsAtRest ? looks + 1 : 0) == 2, "the queue, the collector and the emitter to wait for the clock");
        await Patience.UntilAsync(() => !_renews || Queue.NextShown is not { } left || left >= LeastLease, "the hidden messages to be renewed");
    }

    private bool IsAtRest => Queue.IsAtRest && Collector.UnderWay == 0 && _emitter.IsIdle;
}
