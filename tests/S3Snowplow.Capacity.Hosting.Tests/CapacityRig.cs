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

/// <summary>A host that judges, on a manual clock, before a recording emitter and a channel that keeps what it gets.</summary>
internal sealed class CapacityRig : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _judges;

    public CapacityRig(Action<IS3SnowplowRelayBuilder> configure, params (string Key, string Value)[] settings)
    {
        Emitter = new RecordingEventEmitter(Time);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<ILoggerFactory>(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IEventEmitter>(Emitter);
        IS3SnowplowRelayBuilder relay = builder.Services.AddS3SnowplowRelay();
        configure(relay);
        _judges = builder.Services.Any(service => service.ServiceType == typeof(ThroughputJudge));
        if (_judges)
        {
            relay.AddAlertChannel(_ => Channel);
        }

        _host = builder.Build();
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingEventEmitter Emitter { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public RecordingChannel Channel { get; } = new();

    public IServiceProvider Services => _host.Services;

    public ThroughputJudge Judge => Services.GetRequiredKeyedService<ThroughputJudge>("");

    private AlertOutbox Alerts => Services.GetRequiredKeyedService<AlertOutbox>("");

    /// <summary>The parameters of the events whose data is of a schema, with the quotes of the JSON in them as they are.</summary>
    public IReadOnlyList<string> Sent(string schema) =>
    [
        .. Emitter.Events.Select(one => Encoding.UTF8.GetString(one.Event.Parameters.Span).Replace("\\\"", "\"", StringComparison.Ordinal))
            .Where(parameters => parameters.Contains($"iglu:io.s3snowplow/{schema}/", StringComparison.Ordinal)),
    ];

    public Task StartAsync() => _host.StartAsync().Within();

    public Task StopAsync() => _host.StopAsync().Within();

    /// <summary>All that is said of settings, of several sections, that refuse the start.</summary>
    public async Task<string> RefusedSettingsAsync()
    {
        AggregateException refused = await Assert.ThrowsAsync<AggregateException>(StartAsync);
        return string.Join('\n', refused.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures));
    }

    /// <summary>An object lands and is announced.</summary>
    public Task LandAsync(int number, long bytes, string key = "in/", DateTimeOffset? time = null) => Services.GetRequiredService<ObjectEventRelay>().RelayAsync(
        new Notification(Encoding.UTF8.GetBytes(
            $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"{{{{(time ?? Time.GetUtcNow()).UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}}","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b-raw"},"object":{"key":"{{{{key}}}}{{{{number}}}}","size":{{{{bytes}}}},"sequencer":"{{{{number:X}}}}"}}}]}""")),
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

    public Task<HealthReport> HealthAsync() => Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    // The feed and the judge are back at their waits for the clock, the minute is judged, and what it told is told. In two looks one after the other, since a wait may begin just when another has ended.
    private async Task RestAsync()
    {
        int looks = 0;
        await Patience.UntilAsync(() => (looks = Rests() ? looks + 1 : 0) == 2, "the feed and the judge to wait for the clock, with nothing left to do");
    }

    private bool Rests()
    {
        if (!_judges)
        {
            return Time.ActiveTimers >= 1;
        }

        DateTimeOffset now = Time.GetUtcNow();
        bool isJudged = Judge.Last?.Problem is not null || Judge.JudgedUntil >= now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        return Time.ActiveTimers >= 2 && isJudged && (Alerts.Owed == 0 || Alerts.Channels.Any(channel => channel.Health != AlertChannelHealth.Working));
    }
}
