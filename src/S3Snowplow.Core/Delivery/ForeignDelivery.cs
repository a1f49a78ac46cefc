using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// Delivers over an emitter of which only <see cref="IEventEmitter"/> is known: bounds what it is given, keeps the books, and gives each event its outcome once, whatever the
/// emitter does.
/// </summary>
/// <param name="emitter">The emitter, which stays its owner's.</param>
/// <param name="options">How many events it is given at most before it has answered for some, and by one call.</param>
/// <param name="time">The clock of the deadlines.</param>
/// <param name="metrics">Takes what changes in the books.</param>
/// <param name="logger">Takes what was not delivered.</param>
internal sealed class ForeignDelivery(IEventEmitter emitter, DeliveryOptions options, TimeProvider time, RelayMetrics metrics, ILogger logger) : IScopedDelivery, IScopeListener
{
    private readonly Lock _gate = new();
    private readonly HashSet<Sending> _underWay = [];
    private readonly int _capacity = options.QueueCapacity;
    private readonly int _mostAtOnce = Math.Min(options.MaxBatchEvents, 1000);
    private EmitterStatistics _books;
    private int _held;
    private bool _isClosed;
    private bool _isFailing;
    private TaskCompletionSource? _room;

    /// <summary>What its answers show: failing since one brought an event that it could not send in time, until it has sent one again.</summary>
    public EmitterState State
    {
        get
        {
            lock (_gate)
            {
                return _isClosed ? EmitterState.Closed : _isFailing ? EmitterState.Retrying : EmitterState.Sending;
            }
        }
    }

    /// <inheritdoc/>
    public EmitterStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _books;
            }
        }
    }

    /// <inheritdoc/>
    public Deadlines Deadlines { get; } = new(time);

    /// <summary>Accepts nothing here: each notification's events are sent by a call of their own, so that they keep its deadline.</summary>
    public bool TryEnqueue(EncodedEvents events) => events.IsDone;

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(EncodedEvents events, CancellationToken cancellationToken)
    {
        while (!events.IsDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (events[events.Next].Refusal > 0)
            {
                AddRefused(events);
                continue;
            }

            await WaitForRoomAsync(events.NextScope, cancellationToken).ConfigureAwait(false);
            Send(events);
        }
    }

    private static void AddRefused(EncodedEvents events)
    {
        EncodedEvents.Event refused = events[events.Next];
        refused.Scope.Add(events.RefusalOf(refused), refused.IsLast, out bool completed);
        events.Next++;
        if (completed)
        {
            refused.Scope.Complete();
        }
    }

    /// <summary>Sends the next events of one scope.</summary>
    private void Send(EncodedEvents events)
    {
        DeliveryScope scope = events.NextScope;
        var made = new List<SnowplowEvent>();
        for (int at = events.Next; at < events.Count && made.Count < _mostAtOnce && events[at].Scope == scope && events[at].Refusal == 0; at++)
        {
            made.Add(events.ToSnowplowEvent(events[at]));
        }

        // Before they are added: who closes the scope from now on tells this.
        Change(new BookChanges { Accepted = made.Count, Held = made.Count });
        scope.Listen(this);
        int first = -1;
        int pending = 0;
        bool completed = false;
        for (int i = 0; i < made.Count; i++)
        {
            int index = scope.Add(events[events.Next].IsLast, out bool isPending, out completed);
            events.Next++;
            first = i == 0 ? index : first;
            pending += isPending ? 1 : 0;
        }

        Abandoned(made.Count - pending, scope.CloseReason);
        var sending = new Sending(scope);
        lock (_gate)
        {
            _underWay.Add(sending);
        }

        if (completed)
        {
            scope.Complete();
        }

        _ = SendAsync(sending, [.. made], first);
    }

    /// <inheritdoc/>
    public Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default) => emitter.FlushAsync(deadline, cancellationToken);

    /// <summary>Completes at once: what is known of the emitter is whether it has answered, and that bounds what it is given.</summary>
    public ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitUntilWantedAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public Task WhenQuietAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_underWay.Where(sending => !sending.Scope.IsOpen).Select(sending => sending.Ended.Task));
        }
    }

    /// <inheritdoc/>
    public void BeginBurst()
    {
    }

    /// <inheritdoc/>
    public void EndBurst()
    {
    }

    /// <inheritdoc/>
    public void BeginClosing()
    {
    }

    /// <inheritdoc/>
    public void EndClosing()
    {
    }

    /// <inheritdoc/>
    public void OnScopeClosed(DeliveryScope scope, int abandoned)
    {
        Abandoned(abandoned, scope.CloseReason);
    }

    private async ValueTask WaitForRoomAsync(DeliveryScope scope, CancellationToken cancellationToken)
    {
        while (scope.IsOpen)
        {
            Task room;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isClosed, emitter);
                if (_held < _capacity)
                {
                    return;
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, scope.Closed);
            try
            {
                await room.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The scope was closed: its events are abandoned as soon as they are added.
                return;
            }
        }
    }

    private async Task SendAsync(Sending sending, SnowplowEvent[] events, int first)
    {
        IReadOnlyList<EventOutcome> outcomes = [];
        EventOutcome missing = EventOutcome.Abandoned(OutcomeReason.EmitterFailed, "the emitter gave no outcome for it");
        try
        {
            if (sending.Scope.IsOpen)
            {
                outcomes = await emitter.SendAsync(events, sending.Scope.Remaining ?? Timeout.InfiniteTimeSpan, sending.Scope.Closed).ConfigureAwait(false) ?? [];
            }
        }
        catch (ObjectDisposedException)
        {
            missing = EventOutcome.Abandoned(OutcomeReason.EmitterClosed);
            lock (_gate)
            {
                _isClosed = true;
            }
        }
#pragma warning disable CA1031 // Protects the notification: an emitter that breaks its contract must not leave it unsettled.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            missing = EventOutcome.Abandoned(OutcomeReason.EmitterFailed, $"the emitter threw {exception.GetType().Name}");
        }

        Settle(sending.Scope, outcomes, missing, first, events.Length);
        TaskCompletionSource? room;
        lock (_gate)
        {
            _underWay.Remove(sending);
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        sending.Ended.TrySetResult();
    }

    private void Settle(DeliveryScope scope, IReadOnlyList<EventOutcome> outcomes, EventOutcome missing, int first, int count)
    {
        var changes = new BookChanges { Held = -count };
        bool? isFailing = null;
        var notes = default(AfterLock);
        bool isComplete = false;
        for (int i = 0; i < count; i++)
        {
            EventOutcome outcome = i < outcomes.Count && outcomes[i].Outcome != DeliveryOutcome.Pending ? outcomes[i] : missing;
            isFailing = outcome.Outcome switch
            {
                DeliveryOutcome.Delivered or DeliveryOutcome.Rejected => false,
                DeliveryOutcome.Expired => isFailing ?? true,
                _ => outcome.Reason is OutcomeReason.Cancelled or OutcomeReason.EmitterClosed ? isFailing : isFailing ?? true,
            };
            if (!scope.TrySettle(first + i, outcome, out bool completed))
            {
                changes.Late += outcome.Outcome is DeliveryOutcome.Delivered or DeliveryOutcome.Rejected ? 1 : 0;
                continue;
            }

            isComplete |= completed;
            changes.Count(outcome.Outcome, outcome.Reason, 1);
            notes.Note(outcome, 1);
        }

        lock (_gate)
        {
            _isFailing = isFailing ?? _isFailing;
        }

        Book(changes);
        notes.Changes = changes;
        if (isComplete)
        {
            notes.Complete(scope);
        }

        notes.Run(logger, metrics);
    }

    private void Change(BookChanges changes)
    {
        Book(changes);
        metrics.Changed(changes);
    }

    private void Abandoned(int count, OutcomeReason reason)
    {
        if (count > 0)
        {
            var changes = default(BookChanges);
            changes.Count(DeliveryOutcome.Abandoned, reason, count);
            Book(changes);
            var notes = new AfterLock { Changes = changes };
            notes.Note(EventOutcome.Abandoned(reason), count);
            notes.Run(logger, metrics);
        }
    }

    private void Book(in BookChanges changes)
    {
        lock (_gate)
        {
            _held += changes.Held;
            _books = new EmitterStatistics(
                _books.Accepted + changes.Accepted,
                _books.Delivered + changes.Delivered,
                _books.Rejected + changes.Rejected,
                _books.Expired + changes.Expired,
                _books.Abandoned + changes.Abandoned,
                _books.Pending + changes.Accepted - changes.Delivered - changes.Rejected - changes.Expired - changes.Abandoned,
                _books.Late + changes.Late);
        }
    }

    private sealed class Sending(DeliveryScope scope)
    {
        public DeliveryScope Scope => scope;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
