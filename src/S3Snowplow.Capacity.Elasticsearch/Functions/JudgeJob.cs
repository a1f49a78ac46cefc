using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Elasticsearch.Diagnostics;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Judges once from Elasticsearch in the time that a run has.</summary>
/// <remarks>
/// <para>Without a state, all is folded again from two days ago where this process does not remember its run of before, and what was told is read back from the events. So the event of a transition is sent when its
/// alerts were told, or their time is up: a process that ends in between tells all of it again.</para>
/// <para>With a state, what is owed to each channel stands in it, and the collector is one of the channels.</para>
/// </remarks>
internal sealed class JudgeJob : IAsyncDisposable
{
    // What is kept of a run's time for the event, when the alert channels take theirs.
    private static readonly TimeSpan ForTheEvent = TimeSpan.FromSeconds(10);

    private readonly ElasticsearchReceivedMinutes _minutes;
    private readonly AlertOutbox _alerts;
    private readonly ThroughputJudge _judge;
    private readonly RunEventChannel? _collector;
    private readonly List<IAlertChannel> _channels;
    private readonly DeadManSwitch? _deadMan;
    private readonly CapacityEvents _events;
    private readonly string _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<ThroughputTransition> _untold = [];

    public JudgeJob(CapacityFunctionOptions options, LiveBands? bands, CapacityEvents events, HttpClient? http, TimeProvider time, ILoggerFactory? loggers, ILogger logger)
    {
        (_events, _source, _time, _logger) = (events, options.Source, time, logger);
        _minutes = new ElasticsearchReceivedMinutes(options.Elasticsearch, bands, http, time, loggers, FunctionSettings.SettingNames);
        _collector = options.State is null ? null : new RunEventChannel(events, options.Source);
        _channels = FunctionChannels.Create(options, time, loggers);
        _deadMan = options.DeadManUrl is { } address ? new DeadManSwitch(address, time, loggers) : null;
        _alerts = new AlertOutbox(options.Source, [.. _channels, .. _collector is null ? (IAlertChannel[])[] : [_collector]], options.Alerts, time, loggers);
        _judge = new ThroughputJudge(_minutes, bands, options.State, _alerts, options: options.Judgement, timeProvider: time, loggerFactory: loggers);
    }

    /// <summary>Reads, judges, tells.</summary>
    /// <returns>Why nothing was judged, or what was not delivered, for people; <see langword="null"/> where all is well.</returns>
    public async Task<string?> RunAsync(IEventEmitter emitter, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        // A process that is frozen between its runs tries nothing in the meantime: the run waits as long as it can.
        _collector?.Begin(emitter);
        DateTimeOffset? taken = LastTaken;
        JudgeResult result = await _judge.RunOnceAsync(cancellationToken).ConfigureAwait(false);
        _untold.AddRange(_collector is null ? result.Transitions : []);
        await _alerts.DeliverAsync(_collector is null ? left() - ForTheEvent : left(), cancellationToken).ConfigureAwait(false);
        if (_collector is not null && LastTaken != taken)
        {
            // Else a process that begins anew would find it owed, and send it once more each time.
            await _judge.SaveAsync(cancellationToken).ConfigureAwait(false);
        }

        string? unsent = _collector is null ? await SendAsync(emitter, left, cancellationToken).ConfigureAwait(false) : _collector.Problem;
        if (unsent is not null)
        {
            Log.TransitionsNotDelivered(_logger, unsent);
        }

        if (_alerts.Channels.Where(channel => channel.Type != RunEventChannel.TypeName).Sum(channel => channel.Owed) is > 0 and int owed)
        {
            Log.AlertsUntold(_logger, owed);
        }

        string? problem = (result.Problem, unsent) is (null, null) ? null : string.Join(' ', new[] { result.Problem, unsent }.OfType<string>());
        if (_deadMan is not null)
        {
            await _deadMan.ReportAsync(problem, _alerts.Channels, _judge.Pipelines.Count, cancellationToken).ConfigureAwait(false);
        }

        return problem;
    }

    private DateTimeOffset? LastTaken => _alerts.Channels.Max(channel => channel.LastTaken);

    public async ValueTask DisposeAsync()
    {
        await _alerts.DisposeAsync().ConfigureAwait(false);
        _channels.OfType<IDisposable>().ToList().ForEach(channel => channel.Dispose());
        _deadMan?.Dispose();
        _judge.Dispose();
        _minutes.Dispose();
    }

    private async Task<string?> SendAsync(IEventEmitter emitter, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        SnowplowEvent[] all = [.. _untold.Select(transition => _events.Transition(transition, _source))];
        TimeSpan deadline = TimeSpan.FromTicks(Math.Max(left().Ticks, TimeSpan.TicksPerSecond));
        string? problem = await EventDelivery.SendAsync(emitter, all, "throughput_exceeded", deadline, cancellationToken).ConfigureAwait(false);
        if (problem is null)
        {
            _untold.Clear();
        }

        return problem;
    }
}
