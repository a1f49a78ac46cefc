using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity;

/// <summary>Judges once from Elasticsearch in the time that a run has. What it remembers between runs saves reading, and is needed by none.</summary>
internal sealed class EvaluationJob : IAsyncDisposable
{
    // What is kept of a run's time for the event, when the alert channels take theirs.
    private static readonly TimeSpan ForTheEvent = TimeSpan.FromSeconds(10);

    private readonly ElasticsearchThroughputStore _store;
    private readonly ThroughputEvaluationOptions _options;
    private readonly CapacityEvents _events;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory? _loggers;
    private readonly ILogger _logger;
    private readonly WebhookAlertChannel? _webhook;
    private readonly AlertDispatcher? _alerts;
    private (IEventEmitter Emitter, ThroughputEvaluation Evaluation)? _running;

    public EvaluationJob(CapacityFunctionOptions options, CapacityEvents events, HttpClient? http, TimeProvider time, ILoggerFactory? loggers, ILogger logger)
    {
        (_options, _events, _time, _loggers, _logger) = (options.Evaluation, events, time, loggers, logger);
        _store = new ElasticsearchThroughputStore(options.Elasticsearch, http, time, FunctionSettings.VariableOf);
        List<IAlertChannel> channels = [];
        if (loggers is not null)
        {
            channels.Add(new LogAlertChannel(loggers, options.Webhook.Text));
        }

        if (options.Webhook.Url is { } url)
        {
            _webhook = new WebhookAlertChannel(url, options.Webhook.Body, options.Webhook.Text, http);
            channels.Add(_webhook);
        }

        _alerts = channels.Count > 0 ? new AlertDispatcher(channels, timeProvider: time, loggerFactory: loggers) : null;
    }

    /// <summary>Reads, judges, tells.</summary>
    /// <returns>Why nothing was judged, or what was not delivered, for people; <see langword="null"/> where all is well.</returns>
    public async Task<string?> RunAsync(IEventEmitter emitter, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        if (_running is not { } running || running.Emitter != emitter)
        {
            _running = running = (emitter, new ThroughputEvaluation(_store, emitter, _alerts, _options, _events, _time, _loggers));
        }

        // A process that is frozen between its runs tries no alert in the meantime: the run waits for them as long as it can, and keeps time for the event. If the time is up
        // before, the run is called off without the event, and the next one tells all of it again.
        EvaluationResult result = await running.Evaluation.RunOnceAsync(
            () => Within(left() - ForTheEvent, TimeSpan.Zero), () => Within(left(), TimeSpan.FromSeconds(1)), cancellationToken).ConfigureAwait(false);
        if (result.UntoldAlerts > 0)
        {
            Log.AlertsUntold(_logger, result.UntoldAlerts);
        }

        return result.Problem;
    }

    public async ValueTask DisposeAsync()
    {
        if (_alerts is not null)
        {
            await _alerts.DisposeAsync().ConfigureAwait(false);
        }

        _webhook?.Dispose();
        _store.Dispose();
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan least) => TimeSpan.FromTicks(Math.Clamp(time.Ticks, least.Ticks, TimeSpan.FromMinutes(10).Ticks));
}
