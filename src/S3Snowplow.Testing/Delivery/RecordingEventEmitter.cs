using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Testing;

/// <summary>
/// An emitter that sends nothing: it records each event with its scope and settles it at once with the outcome that the test chose, delivered
/// unless said otherwise. It can hold events until they are released, and keep sources waiting.
/// </summary>
/// <remarks>Never full. Safe for use by several threads. A scope that was closed before keeps its own outcome, as with any emitter.</remarks>
/// <example>
/// <code>
/// await using var emitter = new RecordingEventEmitter();
/// emitter.Outcome = _ => EventOutcome.Rejected("too odd");
/// await using var relay = new ObjectEventRelay(options, emitter);
/// </code>
/// </example>
public sealed class RecordingEventEmitter : IEventEmitter
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly List<RecordedEvent> _events = [];
    private readonly List<RecordedEvent> _held = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private TaskCompletionSource? _released;
    private bool _closed;
    private int _flushes;
    private int _readinessChecks;
    private TaskCompletionSource? _ready;

    /// <summary>Makes an emitter.</summary>
    /// <param name="timeProvider">The clock of flush deadlines; the system's by default.</param>
    public RecordingEventEmitter(TimeProvider? timeProvider = null) => _time = timeProvider ?? TimeProvider.System;

    /// <summary>Gives the outcome of an event, when it is taken or, where events are held, when it is released.</summary>
    /// <value>Default: delivered. An exception comes out of <c>EnqueueAsync</c> or <see cref="Release"/>; the event was then recorded and stays pending.</value>
    public Func<SnowplowEvent, EventOutcome> Outcome { get; set; } = static _ => EventOutcome.Delivered;

    /// <summary>The events so far, in the order in which they were taken. A snapshot that does not change.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>How often a flush was asked for.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>How often somebody asked whether more may be taken in.</summary>
    public int ReadinessChecks => Volatile.Read(ref _readinessChecks);

    /// <inheritdoc/>
    /// <remarks><see cref="EmitterState.Retrying"/> while paused, <see cref="EmitterState.Closed"/> after disposal.</remarks>
    public EmitterState State
    {
        get
        {
            lock (_gate)
            {
                return _closed ? EmitterState.Closed : _ready is null ? EmitterState.Sending : EmitterState.Retrying;
            }
        }
    }

    /// <summary>From now on events are taken, recorded and left pending until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Settles the events that are held, in their order, and holds no more.</summary>
    public void Release()
    {
        RecordedEvent[] held;
        TaskCompletionSource? released;
        lock (_gate)
        {
            (released, _released) = (_released, null);
            held = [.. _held];
            _held.Clear();
        }

        foreach (RecordedEvent one in held)
        {
            one.Scope.TrySettle(one.Index, Outcome(one.Event));
        }

        released?.TrySetResult();
    }

    /// <summary>From now on <see cref="WaitUntilReadyAsync"/> waits, as during an outage of a collector. Events are taken all the same.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Ends a pause.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _ready?.TrySetResult();
            _ready = null;
        }
    }

    /// <summary>Waits until this many events were taken.</summary>
    /// <param name="events">How many; more will do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForAsync(int events, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_events.Count >= events)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((events, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(SnowplowEvent snowplowEvent, DeliveryScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snowplowEvent);
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();

        RecordedEvent recorded;
        bool held;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            recorded = new RecordedEvent(snowplowEvent, scope, scope.Add());
            _events.Add(recorded);
            held = _released is not null;
            if (held)
            {
                _held.Add(recorded);
            }

            foreach ((int count, TaskCompletionSource reached) in _waits)
            {
                if (_events.Count >= count)
                {
                    reached.TrySetResult();
                }
            }
        }

        if (!held)
        {
            scope.TrySettle(recorded.Index, Outcome(snowplowEvent));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Releases nothing: with events held it waits for their <see cref="Release"/>, for the completion of their scopes, or for the deadline.</remarks>
    public async Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushes);
        RecordedEvent[] covered;
        Task released;
        lock (_gate)
        {
            covered = [.. _events];
            released = _released?.Task ?? Task.CompletedTask;
        }

        try
        {
            // A scope completes only once it is sealed, and that may be after the flush; a release settles everything in any case.
            Task settled = Task.WhenAny(released, Task.WhenAll(covered.Select(taken => taken.Scope).Distinct().Select(scope => scope.Completion)));
            if (deadline > TimeSpan.Zero || deadline == Timeout.InfiniteTimeSpan)
            {
                await settled.WaitAsync(deadline, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The result says what is pending.
        }

        return new FlushResult(covered.Count(taken => taken.Outcome.Outcome == DeliveryOutcome.Pending), Count());
    }

    /// <inheritdoc/>
    public ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _readinessChecks);
        lock (_gate)
        {
            return _ready is null ? ValueTask.CompletedTask : new ValueTask(_ready.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Takes no more events, abandons the scopes of those that are held, and ends a pause.</summary>
    public ValueTask DisposeAsync()
    {
        RecordedEvent[] abandoned;
        lock (_gate)
        {
            _closed = true;
            abandoned = [.. _held];
            _held.Clear();
            _ready?.TrySetResult();
            _ready = null;
        }

        foreach (RecordedEvent held in abandoned)
        {
            held.Scope.Abandon("the emitter was closed");
        }

        return ValueTask.CompletedTask;
    }

    private EmitterStatistics Count()
    {
        ILookup<DeliveryOutcome, RecordedEvent> by = Events.ToLookup(taken => taken.Outcome.Outcome);
        int Of(DeliveryOutcome outcome) => by[outcome].Count();
        return new EmitterStatistics(
            by.Sum(group => group.Count()), Of(DeliveryOutcome.Delivered), Of(DeliveryOutcome.Rejected), Of(DeliveryOutcome.Expired), Of(DeliveryOutcome.Abandoned), Of(DeliveryOutcome.Pending), Late: 0);
    }
}
