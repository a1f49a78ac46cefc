using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;

namespace S3Snowplow;

/// <summary>
/// Relays S3 notifications as Snowplow events. Three entrances lead to one path: <see cref="RelayAsync"/> where a source pushes (a webhook), <see cref="RelayAllAsync"/> where it
/// pushes several at once (a function), <see cref="RunAsync"/> where it is pulled from (a queue, a broker, files).
/// </summary>
/// <remarks>Safe for use by several threads. Make one and keep it: it holds the connections to the collector.</remarks>
public sealed class ObjectEventRelay : IAsyncDisposable, IDisposable
{
    private readonly RelayContext _context;
    private readonly NotificationProcessor _processor;
    private readonly BufferedEventEmitter? _own;

    /// <summary>Makes a relay with an emitter of its own, or one that sends over any other emitter.</summary>
    /// <param name="options">The settings; they are checked. Changing them afterwards has no defined effect.</param>
    /// <param name="emitter">Sends the events, and stays its owner's; by default a <see cref="BufferedEventEmitter"/> of the relay's own.</param>
    /// <param name="mapper">The layout; by default what <see cref="RelayOptions.EventSchema"/> selects.</param>
    /// <param name="entityProviders">Add entities to the events.</param>
    /// <param name="observers">See every object event before the filter.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Takes the log messages; by default they are not written.</param>
    /// <param name="meterFactory">Makes the meter; by default one of the relay's own.</param>
    /// <param name="settledObservers">See what has settled, before its source is told.</param>
    /// <param name="transport">Carries the batches of the relay's own emitter, and stays its owner's; by default HTTP to the collector.</param>
    /// <exception cref="RelayOptionsException">Settings are missing or wrong; the message names each.</exception>
    /// <exception cref="ArgumentException">Both an emitter and a transport are given; an emitter has a way of its own.</exception>
    public ObjectEventRelay(
        RelayOptions options,
        IEventEmitter? emitter = null,
        IObjectEventMapper? mapper = null,
        IEnumerable<IEntityProvider>? entityProviders = null,
        IEnumerable<IObjectEventObserver>? observers = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null,
        IEnumerable<ISettledObserver>? settledObservers = null,
        IEventTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid(sends: emitter is null && transport is null);
        if (emitter is not null && transport is not null)
        {
            throw new ArgumentException("An emitter and a transport are given; a transport belongs to the relay's own emitter, so either the one or the other.", nameof(transport));
        }

        TimeProvider time = timeProvider ?? TimeProvider.System;
        ILogger logger = GuardedLogger.Create<ObjectEventRelay>(loggerFactory);
#pragma warning disable CA2000 // Both belong to the relay, which disposes of them.
        var metrics = new RelayMetrics(meterFactory);
        IScopedDelivery delivery;
        if (emitter is null)
        {
            _own = new BufferedEventEmitter(options, transport, metrics, time, loggerFactory);
#pragma warning restore CA2000
            (Emitter, delivery) = (_own, _own);
        }
        else
        {
            (Emitter, delivery) = (emitter, new ForeignDelivery(emitter, options.Delivery.Copy(), time, metrics, logger));
        }

        string? sink = emitter?.GetType().Name ?? transport?.GetType().Name;
        _context = RelayContext.Of(options, delivery, mapper, entityProviders, observers, settledObservers, metrics, time, logger, sink);
        _processor = new NotificationProcessor(_context);
    }

    /// <summary>Makes a relay that shares a buffered emitter with others: their events share requests, queue and books.</summary>
    /// <param name="options">The settings; they are checked. Changing them afterwards has no defined effect.</param>
    /// <param name="emitter">Sends the events, and stays its owner's.</param>
    /// <param name="mapper">The layout; by default what <see cref="RelayOptions.EventSchema"/> selects.</param>
    /// <param name="entityProviders">Add entities to the events.</param>
    /// <param name="observers">See every object event before the filter.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Takes the log messages; by default they are not written.</param>
    /// <param name="meterFactory">Makes the meter; by default one of the relay's own.</param>
    /// <param name="settledObservers">See what has settled, before its source is told.</param>
    /// <exception cref="RelayOptionsException">Settings are missing or wrong; the message names each.</exception>
    public ObjectEventRelay(
        RelayOptions options,
        BufferedEventEmitter emitter,
        IObjectEventMapper? mapper = null,
        IEnumerable<IEntityProvider>? entityProviders = null,
        IEnumerable<IObjectEventObserver>? observers = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null,
        IEnumerable<ISettledObserver>? settledObservers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(emitter);
        options.ThrowIfInvalid(sends: false);

        Emitter = emitter;
        string? sink = options.CollectorUri is null ? nameof(BufferedEventEmitter) : null;
#pragma warning disable CA2000 // The relay disposes of the metrics.
        _context = RelayContext.Of(
            options, emitter, mapper, entityProviders, observers, settledObservers, new RelayMetrics(meterFactory), timeProvider ?? TimeProvider.System, GuardedLogger.Create<ObjectEventRelay>(loggerFactory), sink);
#pragma warning restore CA2000
        _processor = new NotificationProcessor(_context);
    }

    /// <summary>Where the events go.</summary>
    public IEventEmitter Emitter { get; }

    /// <summary>Whether events can be sent at present. Of an emitter that is not a <see cref="BufferedEventEmitter"/> its last answers say it.</summary>
    public EmitterState State => _context.Delivery.State;

    /// <summary>What became of the events so far; at all times accepted = delivered + rejected + expired + abandoned + pending.</summary>
    public EmitterStatistics Statistics => _context.Delivery.Statistics;

    /// <summary>
    /// Completes at once while events can be sent, otherwise when more may be taken in. A long-lived source waits here before it receives, and
    /// keeps what it holds, so that an outage never empties its queue.
    /// </summary>
    public ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default) => _context.Delivery.WaitUntilReadyAsync(cancellationToken);

    /// <summary>
    /// Completes when no request is under way that holds only events whose deadline has passed. A process that may be frozen once it has answered,
    /// such as a function, waits here before it answers: a request that is no longer needed must not be frozen half-way.
    /// </summary>
    public Task WhenQuietAsync() => _context.Delivery.WhenQuietAsync();

    /// <summary>
    /// Relays one notification and returns when each of its events has an outcome and its settle callback has run. At the deadline, or when
    /// cancelled, what has no outcome is abandoned at once; that is said in the result, not by an exception.
    /// </summary>
    /// <param name="notification">The notification.</param>
    /// <param name="deadline">The time from now to the deadline; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="cancellationToken">Brings the deadline forward to now.</param>
    public Task<RelayResult> RelayAsync(Notification notification, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notification);

#pragma warning disable CA2000 // It ends by itself, when its events have their outcomes.
        var delivery = new NotificationDelivery(_context, notification, deadline, settled: null);
#pragma warning restore CA2000
        if (cancellationToken.CanBeCanceled)
        {
            return CancellableAsync(delivery, cancellationToken);
        }

        // The scope's closing ends a wait for room: a delivery hears of it by itself.
        ValueTask processed = _processor.ProcessAsync(delivery);
        return processed.IsCompletedSuccessfully ? delivery.Result : ResultAfterAsync(processed, delivery);
    }

    private async Task<RelayResult> CancellableAsync(NotificationDelivery delivery, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static scope => ((DeliveryScope)scope!).Abandon(OutcomeReason.Cancelled), delivery);
        return await ResultAfterAsync(_processor.ProcessAsync(delivery), delivery).ConfigureAwait(false);
    }

    private static async Task<RelayResult> ResultAfterAsync(ValueTask processed, NotificationDelivery delivery)
    {
        await processed.ConfigureAwait(false);
        return await delivery.Result.ConfigureAwait(false);
    }

    /// <summary>
    /// Relays notifications that came together, such as a function's batch of queue messages, each with its own outcome. As
    /// <see cref="RelayAsync"/> for each of them, with one deadline for all, but their events share requests.
    /// </summary>
    /// <param name="notifications">The notifications.</param>
    /// <param name="deadline">The time from now to the deadline of all; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="cancellationToken">Brings the deadline forward to now.</param>
    /// <returns>A result for each, in their order.</returns>
    public async Task<IReadOnlyList<RelayResult>> RelayAllAsync(IReadOnlyList<Notification> notifications, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notifications);

        long started = _context.Time.GetTimestamp();
        var deliveries = new NotificationDelivery[notifications.Count];
        var registrations = new CancellationTokenRegistration[cancellationToken.CanBeCanceled ? deliveries.Length : 0];
        var burst = new Burst(_context.Delivery);
        var taken = new List<NotificationDelivery>(NotificationProcessor.MostTogether);
        var room = new EncodingRoom();
        using var failures = new SettleFailures(_context);
        try
        {
            for (int i = 0; i < deliveries.Length; i++)
            {
                TimeSpan left = deadline == Timeout.InfiniteTimeSpan ? deadline : deadline - _context.Time.GetElapsedTime(started);
                deliveries[i] = new NotificationDelivery(_context, notifications[i], left < TimeSpan.Zero && deadline != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : left, settled: null) { Failures = failures };
                if (i < registrations.Length)
                {
                    registrations[i] = cancellationToken.UnsafeRegister(static scope => ((DeliveryScope)scope!).Abandon(OutcomeReason.Cancelled), deliveries[i]);
                }

                burst.Begin();
                taken.Add(deliveries[i]);
                if (taken.Count == NotificationProcessor.MostTogether || i == deliveries.Length - 1)
                {
                    await _processor.ProcessAsync(taken, room, CancellationToken.None).ConfigureAwait(false);
                    taken.Clear();
                }
            }

            burst.End();
            var results = new RelayResult[deliveries.Length];
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = await deliveries[i].Result.ConfigureAwait(false);
            }

            return results;
        }
        finally
        {
            burst.End();
            foreach (CancellationTokenRegistration registration in registrations)
            {
                await registration.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Relays what <paramref name="source"/> gives until it ends or <paramref name="cancellationToken"/> is cancelled, and returns when every
    /// notification taken from it has settled. Cancelling is the usual way to stop: what is under way gets
    /// <see cref="DeliveryOptions.DrainTimeout"/> to finish, the rest is abandoned, and no exception is thrown.
    /// </summary>
    /// <exception cref="Exception">What the source throws, after all that it gave has settled.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The emitter was closed. The source is asked for no more, or all that it has would be given back.
    /// </exception>
    public Task RunAsync(IObjectEventSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);

        return new SourceRun(_context, _processor).RunAsync(source, cancellationToken);
    }

    /// <summary>Closes the emitter if it is the relay's own: sends for at most <see cref="DeliveryOptions.DrainTimeout"/>, then abandons the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync().ConfigureAwait(false);
        }

        _context.Metrics.Dispose();
    }

    /// <summary>Closes the emitter if it is the relay's own, and abandons at once what it holds. For containers that are disposed of synchronously.</summary>
    public void Dispose()
    {
        _own?.Dispose();
        _context.Metrics.Dispose();
    }
}
