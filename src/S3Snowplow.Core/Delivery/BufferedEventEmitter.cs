using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// Sends Snowplow events in batches, retries what may be retried, and settles each event exactly once.
/// </summary>
/// <remarks>
/// <para>An idle emitter sends at once; while a request is in flight, events gather until a batch is full or has lingered. What an answer means is
/// said at <see cref="CollectorAnswer"/> and in <c>docs/delivery.md</c>.</para>
/// <para>Bounded: events by <see cref="DeliveryOptions.QueueCapacity"/> and <see cref="DeliveryOptions.QueueCapacityBytes"/>, time by deadlines and
/// <see cref="DeliveryOptions.RetryBudget"/>. Safe for use by several threads.</para>
/// </remarks>
public sealed class BufferedEventEmitter : IEventEmitter, IScopedDelivery, IDisposable
{
    private readonly Dispatcher _dispatcher;
    private readonly RelayMetrics _metrics;
    private readonly bool _ownsMetrics;
    private readonly HttpEventTransport? _own;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private int _disposed;

    /// <summary>Makes an emitter that sends to the collector of <paramref name="options"/>, or over a transport of another kind.</summary>
    /// <param name="options">The settings; they are checked, and not read again afterwards.</param>
    /// <param name="transport">Carries the batches, and stays its owner's; by default an <see cref="HttpEventTransport"/>. With one that is given the options need no collector address.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Takes the log messages; by default they are not written.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    /// <exception cref="RelayOptionsException">Settings are missing or wrong; the message names each.</exception>
    public BufferedEventEmitter(RelayOptions options, IEventTransport? transport = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null, IMeterFactory? meterFactory = null)
#pragma warning disable CA2000 // The emitter disposes of them.
        : this(Checked(options, transport), transport, new RelayMetrics(meterFactory), timeProvider ?? TimeProvider.System, loggerFactory) => _ownsMetrics = true;
#pragma warning restore CA2000

    /// <summary>With the metrics of a relay; the options are checked.</summary>
    internal BufferedEventEmitter(RelayOptions options, IEventTransport? transport, RelayMetrics metrics, TimeProvider time, ILoggerFactory? loggerFactory)
        : this(options, transport, transport is null ? new HttpEventTransport(options, timeProvider: time) : null, metrics, time, loggerFactory)
    {
    }

    /// <summary>With everything given, for tests and benchmarks. The transport keeps to a time limit of its own.</summary>
    internal BufferedEventEmitter(RelayOptions options, IEventTransport transport, RelayMetrics metrics, TimeProvider time, Func<double> random, ILoggerFactory? loggerFactory)
    {
        (_options, _metrics, _time) = (options.Delivery.Copy(), metrics, time);
        _dispatcher = new Dispatcher(
            _options, transport, new TrackerIdentity(options.TrackerNamespace, options.AppId), time, random, metrics, GuardedLogger.Create<BufferedEventEmitter>(loggerFactory));
    }

    private BufferedEventEmitter(RelayOptions options, IEventTransport? transport, HttpEventTransport? own, RelayMetrics metrics, TimeProvider time, ILoggerFactory? loggerFactory)
        : this(options, new TimedTransport(transport ?? own!, options, time, metrics), metrics, time, DefaultRandom, loggerFactory) => _own = own;

    /// <summary>Whether the emitter can send at present.</summary>
    public EmitterState State => _dispatcher.State;

    /// <summary>The emitter's books as they are now; at all times accepted = delivered + rejected + expired + abandoned + pending.</summary>
    public EmitterStatistics Statistics => _dispatcher.Statistics;

    /// <summary>Whether no attempt is under way and nothing is due to be swept; for tests that have to know that nothing happens.</summary>
    internal bool IsIdle => _dispatcher.IsIdle;

    /// <summary>How many events and bytes are held; for tests of the bounds.</summary>
    internal (int Events, long Bytes) Held => _dispatcher.Held;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventOutcome>> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Check(events);
        using var scope = new DeliveryScope(deadline, _dispatcher.Deadlines);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static scope => ((DeliveryScope)scope!).Abandon(OutcomeReason.Cancelled), scope);
        try
        {
            await EnqueueAllAsync(EncodedEvents.Of(events, scope), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (scope.Count > 0)
        {
            // Closed in the middle: those that were accepted have their outcome, and the others never had a chance.
            while (scope.Count < events.Count)
            {
                scope.Add(EventOutcome.Abandoned(OutcomeReason.EmitterClosed));
            }
        }

        scope.Seal();
        await scope.Completion.ConfigureAwait(false);
        return scope.Outcomes;
    }

    /// <summary>Accepts an event for a scope, which settles sooner or later; waits while the emitter is full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting for room; the event was not accepted and is not in the scope.</exception>
    /// <exception cref="ObjectDisposedException">The emitter is closed; the event was not accepted.</exception>
    internal ValueTask EnqueueAsync(SnowplowEvent snowplowEvent, DeliveryScope scope, CancellationToken cancellationToken = default) => EnqueueAsync([snowplowEvent], scope, cancellationToken);

    /// <summary>Accepts several events in their order, as if one by one; those accepted before an exception stay accepted.</summary>
    internal ValueTask EnqueueAsync(IReadOnlyList<SnowplowEvent> snowplowEvents, DeliveryScope scope, CancellationToken cancellationToken = default)
    {
        Check(snowplowEvents);
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();

        return EnqueueAllAsync(EncodedEvents.Of(snowplowEvents, scope), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Books.FlushWaiter waiter = _dispatcher.BeginFlush(deadline);
        try
        {
            if (!waiter.Done.Task.IsCompleted && (deadline > TimeSpan.Zero || deadline == Timeout.InfiniteTimeSpan))
            {
                await waiter.Done.Task.WaitAsync(TimeStamps.WithinTimers(deadline), _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The deadline is an answer, not an error: the result says what is pending.
        }

        return _dispatcher.EndFlush(waiter);
    }

    /// <summary>Between these two more events come at once, so that a source's events share requests even while the emitter is idle.</summary>
    internal void BeginBurst() => _dispatcher.BeginBurst();

    internal void EndBurst() => _dispatcher.EndBurst();

    /// <summary>Between these two many scopes are closed for one reason, which is logged once.</summary>
    internal void BeginClosing() => _dispatcher.BeginClosing();

    internal void EndClosing() => _dispatcher.EndClosing();

    /// <summary>
    /// Completes at once while the emitter sends, otherwise when it may take more. A long-lived source waits here before it receives, and
    /// keeps what it holds, so that an outage never empties its queue.
    /// </summary>
    public ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        Task ready = _dispatcher.WhenReady();
        return ready.IsCompleted ? ValueTask.CompletedTask : new ValueTask(ready.WaitAsync(cancellationToken));
    }

    /// <summary>Completes when no request is under way that holds only events of closed scopes.</summary>
    internal Task WhenQuietAsync() => _dispatcher.WhenQuiet();

    /// <summary>Sends what is held for at most <see cref="DeliveryOptions.DrainTimeout"/>, then abandons the scopes of the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await FlushAsync(_options.DrainTimeout).ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Abandons the scopes of all that is held, at once, and does not wait.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        _dispatcher.Close(OutcomeReason.EmitterClosed);
        await _dispatcher.WhenIdle().ConfigureAwait(false);
        _own?.Dispose();
        if (_ownsMetrics)
        {
            _metrics.Dispose();
        }
    }

    private ValueTask EnqueueAllAsync(EncodedEvents events, CancellationToken cancellationToken)
    {
        RoomWaiter? waiter = _dispatcher.Enqueue(events);
        return waiter is null ? ValueTask.CompletedTask : new ValueTask(WaitForRoomAsync(waiter, cancellationToken));
    }

    private async Task WaitForRoomAsync(RoomWaiter waiter, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister((state, token) => _dispatcher.Cancel((RoomWaiter)state!, token), waiter);
        await waiter.Admitted.ConfigureAwait(false);
    }

    // Before any is accepted.
    private static void Check(IReadOnlyList<SnowplowEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (int i = 0; i < events.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(events[i], nameof(events));
        }
    }

    private static RelayOptions Checked(RelayOptions options, IEventTransport? transport)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid(sends: transport is null);
        return options;
    }

    Deadlines IScopedDelivery.Deadlines => _dispatcher.Deadlines;

    bool IScopedDelivery.TryEnqueue(EncodedEvents events) => _dispatcher.TryEnqueue(events);

    ValueTask IScopedDelivery.EnqueueAsync(EncodedEvents events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return EnqueueAllAsync(events, cancellationToken);
    }

    ValueTask IScopedDelivery.WaitUntilWantedAsync(CancellationToken cancellationToken)
    {
        Task wanted = _dispatcher.WhenWanted();
        return wanted.IsCompleted ? ValueTask.CompletedTask : new ValueTask(wanted.WaitAsync(cancellationToken));
    }

    Task IScopedDelivery.WhenQuietAsync() => WhenQuietAsync();

    void IScopedDelivery.BeginBurst() => BeginBurst();

    void IScopedDelivery.EndBurst() => EndBurst();

    void IScopedDelivery.BeginClosing() => BeginClosing();

    void IScopedDelivery.EndClosing() => EndClosing();

#pragma warning disable RS0030, CA5394 // The one place where the default randomness is chosen; jitter protects nothing.
    private static double DefaultRandom() => Random.Shared.NextDouble();
#pragma warning restore RS0030, CA5394
}
