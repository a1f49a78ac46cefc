using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// Sends Snowplow events to a collector in batches, retries what may be retried, and settles each event exactly once in its scope.
/// </summary>
/// <remarks>
/// <para>An idle emitter sends at once; while a request is in flight, events gather until a batch is full or has lingered. What an answer means is
/// said at <c>CollectorAnswer</c> and in <c>docs/delivery.md</c>.</para>
/// <para>Bounded: events by <see cref="DeliveryOptions.QueueCapacity"/> and <see cref="DeliveryOptions.QueueCapacityBytes"/>, time by the scopes'
/// deadlines and <see cref="DeliveryOptions.RetryBudget"/>. Safe for use by several threads.</para>
/// </remarks>
public sealed class BufferedEventEmitter : IEventEmitter, IDisposable
{
    private const string ClosedReason = "the emitter was closed";

    private readonly Dispatcher _dispatcher;
    private readonly ICollector _collector;
    private readonly RelayMetrics _metrics;
    private readonly bool _ownsMetrics;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private int _disposed;

    /// <summary>Makes an emitter that sends to the collector of <paramref name="options"/>.</summary>
    /// <param name="options">The settings; they are checked, and not read again afterwards.</param>
    /// <param name="http">A client to send with, which stays its owner's; by default the emitter makes one. One that is given must neither keep cookies nor follow
    /// redirects, and should have no time limit of its own: <see cref="DeliveryOptions.RequestTimeout"/> is the limit.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Takes the log messages; nobody by default.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    /// <exception cref="RelayOptionsException">Settings are missing or wrong; the message names each.</exception>
    public BufferedEventEmitter(RelayOptions options, HttpClient? http = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null, IMeterFactory? meterFactory = null)
        : this(options ?? throw new ArgumentNullException(nameof(options)), new RelayMetrics(meterFactory), http, timeProvider, loggerFactory) => _ownsMetrics = true;

    internal BufferedEventEmitter(RelayOptions options, RelayMetrics metrics, HttpClient? http, TimeProvider? timeProvider, ILoggerFactory? loggerFactory)
        : this(
            Checked(options),
            new HttpCollectorClient(Checked(options), http, timeProvider ?? TimeProvider.System, metrics),
            metrics,
            timeProvider ?? TimeProvider.System,
            DefaultRandom,
            loggerFactory)
    {
    }

    /// <summary>With a transport of another kind.</summary>
    internal BufferedEventEmitter(RelayOptions options, ICollector collector, RelayMetrics metrics, TimeProvider time, ILoggerFactory? loggerFactory)
        : this(options, collector, metrics, time, DefaultRandom, loggerFactory)
    {
    }

    /// <summary>With everything given, for tests and benchmarks.</summary>
    internal BufferedEventEmitter(RelayOptions options, ICollector collector, RelayMetrics metrics, TimeProvider time, Func<double> random, ILoggerFactory? loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);

        _options = options.Delivery.Copy();
        _collector = collector;
        _metrics = metrics;
        _time = time;
        ILogger logger = GuardedLogger.Create<BufferedEventEmitter>(loggerFactory);
        _dispatcher = new Dispatcher(_options, collector, new TrackerIdentity(options.TrackerNamespace, options.AppId), time, random, metrics, logger);
    }

    /// <inheritdoc/>
    public EmitterState State => _dispatcher.State;

    /// <summary>The emitter's books as they are now; at all times accepted = delivered + rejected + expired + abandoned + pending.</summary>
    public EmitterStatistics Statistics => _dispatcher.Statistics;

    /// <summary>Whether no attempt is under way and nothing is due to be swept; for tests that have to know that nothing happens.</summary>
    internal bool IsIdle => _dispatcher.IsIdle;

    /// <summary>How many events and bytes are held; for tests of the bounds.</summary>
    internal (int Events, long Bytes) Held => _dispatcher.Held;

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(SnowplowEvent snowplowEvent, DeliveryScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snowplowEvent);
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();

        return _dispatcher.TryEnqueue(snowplowEvent, scope) ? ValueTask.CompletedTask : EnqueueAll([snowplowEvent], scope, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(IReadOnlyList<SnowplowEvent> snowplowEvents, DeliveryScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snowplowEvents);
        ArgumentNullException.ThrowIfNull(scope);
        for (int i = 0; i < snowplowEvents.Count; i++)
        {
            // Before any is accepted.
            ArgumentNullException.ThrowIfNull(snowplowEvents[i], nameof(snowplowEvents));
        }

        cancellationToken.ThrowIfCancellationRequested();

        return EnqueueAll(snowplowEvents, scope, cancellationToken);
    }

    /// <summary>Accepts events, each for its own scope, as far as there is room, and tells how many; none from the moment on when the emitter is closed.</summary>
    internal int TryEnqueue(ReadOnlySpan<(SnowplowEvent Event, DeliveryScope Scope)> events) => _dispatcher.TryEnqueue(events);

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

    /// <inheritdoc/>
    public ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        Task ready = _dispatcher.WhenReady();
        return ready.IsCompleted ? ValueTask.CompletedTask : new ValueTask(ready.WaitAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public Task WhenQuietAsync() => _dispatcher.WhenQuiet();

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
        _dispatcher.Close(ClosedReason);
        await _dispatcher.WhenIdle().ConfigureAwait(false);
        _collector.Dispose();
        if (_ownsMetrics)
        {
            _metrics.Dispose();
        }
    }

    private ValueTask EnqueueAll(IReadOnlyList<SnowplowEvent> events, DeliveryScope scope, CancellationToken cancellationToken)
    {
        RoomWaiter? waiter = _dispatcher.Enqueue(events, scope);
        return waiter is null ? ValueTask.CompletedTask : new ValueTask(WaitForRoomAsync(waiter, cancellationToken));
    }

    private async Task WaitForRoomAsync(RoomWaiter waiter, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister((state, token) => _dispatcher.Cancel((RoomWaiter)state!, token), waiter);
        await waiter.Admitted.ConfigureAwait(false);
    }

    private static RelayOptions Checked(RelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        return options;
    }

#pragma warning disable RS0030, CA5394 // The one place where the default randomness is chosen; jitter protects nothing.
    private static double DefaultRandom() => Random.Shared.NextDouble();
#pragma warning restore RS0030, CA5394
}
