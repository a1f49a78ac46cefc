using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Testing;

/// <summary>
/// An emitter that sends nothing: it records each event and gives it at once the outcome that the test chose, delivered unless said otherwise. It can hold events until they are
/// released.
/// </summary>
/// <remarks>Never full. Safe for use by several threads. An event whose deadline comes while it is held is abandoned, as with any emitter.</remarks>
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
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
#pragma warning disable CA2213 // Calls that are under way look at it afterwards; it has no timer.
    private readonly CancellationTokenSource _closed = new();
#pragma warning restore CA2213
    private TaskCompletionSource? _released;
    private int _flushes;

    /// <summary>Makes an emitter.</summary>
    /// <param name="timeProvider">The clock of deadlines; the system's by default.</param>
    public RecordingEventEmitter(TimeProvider? timeProvider = null) => _time = timeProvider ?? TimeProvider.System;

    /// <summary>Gives the outcome of an event, when it is taken or, where events are held, when it is released.</summary>
    /// <value>Default: delivered. An exception comes out of <see cref="SendAsync"/>; the event was then recorded and stays pending.</value>
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

    /// <summary>From now on events are taken, recorded and left pending until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets the events that are held settle, and holds no more.</summary>
    public void Release()
    {
        TaskCompletionSource? released;
        lock (_gate)
        {
            (released, _released) = (_released, null);
        }

        released?.TrySetResult();
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
    public async Task<IReadOnlyList<EventOutcome>> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);

        RecordedEvent[] taken = [.. events.Select(one => new RecordedEvent(one, deadline))];
        Task? released = Take(taken);
        if (released is not null)
        {
            EventOutcome given = await HeldAsync(released, deadline, cancellationToken).ConfigureAwait(false);
            if (given.Outcome != DeliveryOutcome.Pending)
            {
                return Settle(taken, _ => given);
            }
        }

        return Settle(taken, one => Outcome(one.Event));
    }

    /// <inheritdoc/>
    /// <remarks>Releases nothing: with events held it waits for their <see cref="Release"/>, or for the deadline.</remarks>
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

        if (Array.Exists(covered, one => one.Outcome.Outcome == DeliveryOutcome.Pending))
        {
            await HeldAsync(released, deadline, cancellationToken).ConfigureAwait(false);
        }

        return new FlushResult(covered.Count(taken => taken.Outcome.Outcome == DeliveryOutcome.Pending), Count());
    }

    /// <summary>Takes no more events, and abandons those that are held.</summary>
    public async ValueTask DisposeAsync() => await _closed.CancelAsync().ConfigureAwait(false);

    private Task? Take(RecordedEvent[] taken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            _events.AddRange(taken);
            foreach ((int count, TaskCompletionSource reached) in _waits)
            {
                if (_events.Count >= count)
                {
                    reached.TrySetResult();
                }
            }

            return _released?.Task;
        }
    }

    // Pending: released, so the test says what becomes of it.
    private async Task<EventOutcome> HeldAsync(Task released, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            await released.WaitAsync(deadline < TimeSpan.Zero && deadline != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : deadline, _time, either.Token).ConfigureAwait(false);
            return default;
        }
        catch (TimeoutException)
        {
            return EventOutcome.Abandoned(OutcomeReason.DeadlinePassed);
        }
        catch (OperationCanceledException)
        {
            return EventOutcome.Abandoned(_closed.IsCancellationRequested ? OutcomeReason.EmitterClosed : OutcomeReason.Cancelled);
        }
    }

    private static EventOutcome[] Settle(RecordedEvent[] taken, Func<RecordedEvent, EventOutcome> outcomeOf) => [.. taken.Select(one =>
    {
        one.Settle(outcomeOf(one));
        return one.Outcome;
    })];

    private EmitterStatistics Count()
    {
        ILookup<DeliveryOutcome, RecordedEvent> by = Events.ToLookup(taken => taken.Outcome.Outcome);
        int Of(DeliveryOutcome outcome) => by[outcome].Count();
        return new EmitterStatistics(
            by.Sum(group => group.Count()), Of(DeliveryOutcome.Delivered), Of(DeliveryOutcome.Rejected), Of(DeliveryOutcome.Expired), Of(DeliveryOutcome.Abandoned), Of(DeliveryOutcome.Pending), Late: 0);
    }
}
