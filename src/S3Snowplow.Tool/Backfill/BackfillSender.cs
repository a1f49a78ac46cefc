using System.Buffers;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool;

/// <summary>Sends events in batches, at a rate, and knows up to where all has settled: the cursor of the last batch before which, and in which, nothing is open. Holds eight batches at most.</summary>
/// <remarks>
/// Settled is what the collector took, and what it will never take. What expired or was given up stays open, ends the sending, and is sent by the next run: so is whatever was sent behind it, with the ids that it had.
/// </remarks>
internal sealed class BackfillSender : IAsyncDisposable
{
    private const int MaxBatches = 8;

    // Somebody waits for the first answer: a collector that is down should be heard of soon. Later it may be restarted.
    private static readonly TimeSpan FirstBudget = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(5);

    private readonly RelayOptions _options;
    private readonly IObjectEventMapper _mapper;
    private readonly BackfillCounts _counts;
    private readonly TimeProvider _time;
    private readonly EventPace _pace;
    private readonly Func<RelayOptions, IEventEmitter> _emitterOf;
    private readonly Queue<Batch> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ArrayBufferWriter<byte> _data = new();
    private IEventEmitter _emitter;
    private bool _hasSent;
    private bool _isOut;

    /// <summary>Makes a sender.</summary>
    /// <param name="settings">Where to, and how fast.</param>
    /// <param name="counts">Takes the numbers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="emitterOf">Makes what sends; by default over HTTP.</param>
    public BackfillSender(BackfillSettings settings, BackfillCounts counts, TimeProvider time, Func<RelayOptions, IEventEmitter>? emitterOf = null)
    {
        (_options, _counts, _time, _pace) = (settings.Options, counts, time, new EventPace(settings.EventsPerSecond, time));
        _mapper = ObjectEventMappers.ForOptions(_options);
        _emitterOf = emitterOf ?? (options => new BufferedEventEmitter(options, timeProvider: time));
        _options.Delivery.RetryMaxDelay = TimeSpan.FromSeconds(2);
        _options.Delivery.RetryBudget = FirstBudget;
        _emitter = _emitterOf(_options);
    }

    /// <summary>Up to where all has settled; <see langword="null"/>: nothing yet.</summary>
    public ListingCursor? Settled { get; private set; }

    /// <summary>Why the collector takes nothing more; <see langword="null"/> while it does.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many events a batch has at most.</summary>
    public int AtOnce => _pace.AtOnce;

    /// <summary>Is told where the collector takes nothing for the moment.</summary>
    public Action<string>? OnWaiting { get; init; }

    /// <summary>Sends a batch once its turn has come. Gives <see langword="false"/> where the collector has failed: nothing more is to be sent.</summary>
    /// <param name="objects">The objects; may be empty.</param>
    /// <param name="cursor">Where the listing goes on behind them.</param>
    /// <param name="cancellationToken">Ends the wait; the batch stays unsent.</param>
    public async Task<bool> SendAsync(IReadOnlyList<ListedObject> objects, ListingCursor cursor, CancellationToken cancellationToken)
    {
        while (Failure is null && (_open.Count >= MaxBatches || (_open.TryPeek(out Batch? head) && head.Sent.IsCompleted)))
        {
            await SettleHeadAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Failure is not null)
        {
            return false;
        }

        await _pace.WaitAsync(objects.Count, cancellationToken).ConfigureAwait(false);
        _open.Enqueue(new Batch(_emitter.SendAsync(Events(objects), Timeout.InfiniteTimeSpan, _stop.Token), cursor));

        // The first one alone: it tells whether somebody is there.
        return _hasSent || objects.Count == 0 || await FirstAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until all that was sent has settled, or the collector has failed.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (Failure is null && _open.Count > 0)
        {
            await SettleHeadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends for so long at most, then gives up the rest, and takes account of what has settled.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        if (Failure is null)
        {
            await _emitter.FlushAsync(limit).ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        while (_open.Count > 0)
        {
            await SettleHeadAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _emitter.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<bool> FirstAsync(CancellationToken cancellationToken)
    {
        await FinishAsync(cancellationToken).ConfigureAwait(false);
        if (Failure is not null)
        {
            return false;
        }

        _hasSent = true;
        await _emitter.DisposeAsync().ConfigureAwait(false);
        _options.Delivery.RetryBudget = Budget;
        _emitter = _emitterOf(_options);
        return true;
    }

    private async Task SettleHeadAsync(CancellationToken cancellationToken)
    {
        Batch head = _open.Peek();
        while (!head.Sent.IsCompleted)
        {
            // Between two looks, so that a person hears of an outage before it has ended everything.
            var look = Task.Delay(NextLook, _time, cancellationToken);
            bool isLate = await Task.WhenAny(head.Sent, look).ConfigureAwait(false) == look;
            cancellationToken.ThrowIfCancellationRequested();
            if (isLate)
            {
                Tell();
            }
        }

        _isOut = false;
        _open.Dequeue();
        Count(head.Cursor, await head.Sent.ConfigureAwait(false));
    }

    private void Tell()
    {
        if (!_isOut)
        {
            OnWaiting?.Invoke("The collector has taken no events for five seconds; they are tried again.");
        }

        _isOut = true;
    }

    private void Count(ListingCursor cursor, IReadOnlyList<EventOutcome> outcomes)
    {
        EventOutcome? open = null;
        foreach (EventOutcome outcome in outcomes)
        {
            switch (outcome.Outcome)
            {
                case DeliveryOutcome.Delivered:
                    _counts.Delivered++;
                    break;
                case DeliveryOutcome.Rejected:
                    _counts.Rejected++;
                    _counts.RejectedBecause ??= outcome.Text is { } because ? CollectorOption.Called(because) : null;
                    break;
                default:
                    open ??= outcome;
                    break;
            }
        }

        // Behind a batch with something open nothing has settled for good: the next run begins there.
        if (open is not null)
        {
            Failure ??= open.Value.Text is { } reason ? CollectorOption.Called(reason) : "it gave no reason";
        }
        else if (Failure is null)
        {
            Settled = cursor;
        }
    }

    private List<SnowplowEvent> Events(IReadOnlyList<ListedObject> objects)
    {
        var events = new List<SnowplowEvent>(objects.Count);
        foreach (ListedObject listed in objects)
        {
            ObjectEvent objectEvent = ListedObjectEvent.Of(listed);
            try
            {
                _data.ResetWrittenCount();
                _mapper.WriteData(objectEvent, _data);
                events.Add(SnowplowEvent.Create(_mapper.Schema, EventIdentity.Of(objectEvent), objectEvent.Time, _data.WrittenSpan, encoding: _options.Encoding));
            }
            catch (FormatException exception)
            {
                _counts.Rejected++;
                _counts.RejectedBecause ??= exception.Message;
            }
        }

        return events;
    }

    private sealed record Batch(Task<IReadOnlyList<EventOutcome>> Sent, ListingCursor Cursor);
}
