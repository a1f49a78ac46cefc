using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>A host that compares, on a manual clock, before a recording emitter and a webhook that keeps what it gets.</summary>
internal sealed class CapacityRig : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly int _loops;

    public CapacityRig(Action<IS3SnowplowRelayBuilder> configure, params (string Key, string Value)[] settings)
    {
        Emitter = new RecordingEventEmitter(Time);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<ILoggerFactory>(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IEventEmitter>(Emitter);
        configure(builder.Services.AddS3SnowplowRelay());
        builder.Services.ConfigureHttpClientDefaults(all => all.AddHttpMessageHandler(() => throw new InvalidOperationException("a handler for all clients")));
        builder.Services.AddHttpClient("S3Snowplow.Alerts").ConfigurePrimaryHttpMessageHandler(() => Webhook);
        _host = builder.Build();

        // The feed; the monitor and its signs of life; the evaluation.
        _loops = Count<CapacityFeed>(1) + Count<ThroughputMonitor>(2) + Count<ThroughputEvaluation>(1);

        int Count<T>(int loops) => builder.Services.Any(service => service.ServiceType == typeof(T)) ? loops : 0;
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingEventEmitter Emitter { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public RecordingWebhook Webhook { get; } = new();

    public IServiceProvider Services => _host.Services;

    /// <summary>The parameters of the events whose data is of a schema, with the quotes of the JSON in them as they are.</summary>
    public IReadOnlyList<string> Sent(string schema) =>
    [
        .. Emitter.Events.Select(one => Encoding.UTF8.GetString(one.Event.Parameters.Span).Replace("\\\"", "\"", StringComparison.Ordinal))
            .Where(parameters => parameters.Contains($"iglu:io.s3snowplow/{schema}/", StringComparison.Ordinal)),
    ];

    public Task StartAsync() => _host.StartAsync().Within();

    /// <summary>All that is said of settings, of several sections, that refuse the start.</summary>
    public async Task<string> RefusedSettingsAsync()
    {
        AggregateException refused = await Assert.ThrowsAsync<AggregateException>(StartAsync);
        return string.Join('\n', refused.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures));
    }

    /// <summary>An object lands and is announced.</summary>
    public Task LandAsync(int number, long bytes, string key = "in/") => Services.GetRequiredService<ObjectEventRelay>().RelayAsync(
        new Notification(Encoding.UTF8.GetBytes(
            $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"{{{{Time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}}","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"{{{{key}}}}{{{{number}}}}","size":{{{{bytes}}}},"sequencer":"{{{{number:X}}}}"}}}]}""")),
        TimeSpan.FromSeconds(30)).Within();

    /// <summary>Lets time pass, and everything that it sets off.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        DateTimeOffset end = Time.GetUtcNow() + time;
        await RestAsync();
        while (Time.GetUtcNow() < end)
        {
            TimeSpan left = end - Time.GetUtcNow();
            Time.Advance(Time.NextDue is { } next && next < left ? next : left);
            await RestAsync();
        }
    }

    // Each loop is back at its wait for the clock, and nothing else has a limit by it: no attempt to tell, no delivery. In two looks one after the other, since a limit may
    // begin just when a loop's wait has ended.
    private async Task RestAsync()
    {
        int looks = 0;
        await Patience.UntilAsync(() => (looks = Time.ActiveTimers == _loops ? looks + 1 : 0) == 2, $"{_loops} loops to wait for the clock, and nothing else to");
    }

    public Task<HealthReport> HealthAsync() => Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>Answers 200 and keeps the bodies.</summary>
    internal sealed class RecordingWebhook : HttpMessageHandler
    {
        public ConcurrentQueue<string> Bodies { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Enqueue(Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
