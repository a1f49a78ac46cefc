using System.Text.Json;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.IntegrationTests.DocExamples;

// example: tracker-endpoint
/// <summary>Wraps the tracker's endpoint to learn which events were delivered; the tracker's own callback gives two counts and no ids.</summary>
internal sealed class ReportingEndpoint(IEndpoint inner) : IEndpoint
{
    /// <summary>Called on the tracker's thread with the ids of the delivered events and the number of failed ones. Must not throw.</summary>
    public Action<IReadOnlyList<string>, int>? Sent { get; set; }

    public SendResult Send(List<Tuple<string, Payload>> p)
    {
        SendResult result = inner.Send(p);
        HashSet<string> delivered = [.. result.SuccessIds];
        Sent?.Invoke([.. p.Where(row => delivered.Contains(row.Item1)).Select(row => (string)row.Item2.Payload["eid"])], result.FailureIds.Count);
        return result;
    }
}
// end

// example: tracker-emitter
/// <summary>Gives events to a tracker, and settles each when the tracker's endpoint has delivered it.</summary>
internal sealed class TrackerEmitter : IEventEmitter
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Lock _flushing = new();
    private readonly Dictionary<string, Queue<Waiting>> _waiting = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly IEmitter _tracker;
    private readonly SemaphoreSlim _room;
    private readonly int _maxEventBytes;
    private EmitterStatistics _books;
    private TaskCompletionSource? _ready;
    private bool _closed;

    /// <param name="tracker">A started emitter of the tracker that sends through <paramref name="endpoint"/>.</param>
    /// <param name="endpoint">Reports what was delivered.</param>
    /// <param name="capacity">How many events the tracker holds at most; its own queue has no bound.</param>
    /// <param name="maxEventBytes">The tracker sends a larger event, ignores the answer, and counts it as delivered. So it is rejected here.</param>
    public TrackerEmitter(IEmitter tracker, ReportingEndpoint endpoint, int capacity = 1000, int maxEventBytes = 39_000)
    {
        (_tracker, _room, _maxEventBytes) = (tracker, new SemaphoreSlim(capacity), maxEventBytes);
        endpoint.Sent = OnSent;
    }

    public EmitterState State
    {
        get { lock (_gate) return _closed ? EmitterState.Closed : _ready is null ? EmitterState.Sending : EmitterState.Retrying; }
    }

    public EmitterStatistics Statistics
    {
        get { lock (_gate) return _books; }
    }

    public async ValueTask EnqueueAsync(SnowplowEvent snowplowEvent, DeliveryScope scope, CancellationToken cancellationToken = default)
    {
        if (snowplowEvent.Parameters.Length > _maxEventBytes)
        {
            scope.Add(EventOutcome.Rejected($"the event has {snowplowEvent.Parameters.Length} bytes; the tracker takes {_maxEventBytes}"));
            lock (_gate) _books = _books with { Accepted = _books.Accepted + 1, Rejected = _books.Rejected + 1 };
            return;
        }

        // Ends when there is room, or when the scope's deadline has made the event pointless.
        ObjectDisposedException.ThrowIf(State == EmitterState.Closed, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, scope.Closed, _closing.Token);
        try
        {
            await _room.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            scope.Add(); // A closed scope gives it the outcome Abandoned at once.
            lock (_gate) _books = _books with { Accepted = _books.Accepted + 1, Abandoned = _books.Abandoned + 1 };
            return;
        }

        string id = snowplowEvent.Id.ToString();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _books = _books with { Accepted = _books.Accepted + 1, Pending = _books.Pending + 1 };
            if (!_waiting.TryGetValue(id, out Queue<Waiting>? sameId))
            {
                _waiting[id] = sameId = []; // A redelivered notification has the same ids: both copies wait for an answer.
            }

            sameId.Enqueue(new Waiting(scope, scope.Add()));
        }

        _tracker.Input(ToPayload(snowplowEvent));
    }

    public async Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Waiting[] before;
        lock (_gate) before = [.. _waiting.Values.SelectMany(sameId => sameId)];

        // Blocks, stops at the first failure, restarts the tracker's thread and returns nothing: what counts is what settles.
        _ = Task.Run(() => { lock (_flushing) if (State != EmitterState.Closed) _tracker.Flush(); }, CancellationToken.None);
        try
        {
            await Task.WhenAll(before.Select(waiting => waiting.Gone.Task)).WaitAsync(deadline, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The deadline is an answer: the result says what is pending.
        }

        return new FlushResult(before.Count(waiting => !waiting.Gone.Task.IsCompleted && waiting.Scope.IsOpen), Statistics);
    }

    public ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate) return _ready is null ? ValueTask.CompletedTask : new ValueTask(_ready.Task.WaitAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync(DrainTimeout);
        DeliveryScope[] open;
        lock (_gate)
        {
            _closed = true;
            _ready?.TrySetResult();
            open = [.. _waiting.Values.SelectMany(sameId => sameId).Select(waiting => waiting.Scope).Distinct()];
        }

        await _closing.CancelAsync();
        foreach (DeliveryScope scope in open)
        {
            scope.Abandon("the emitter was closed");
        }

        await Task.Run(() => { lock (_flushing) _tracker.Close(); });
        _closing.Dispose();
    }

    private void OnSent(IReadOnlyList<string> delivered, int failures)
    {
        foreach (string id in delivered)
        {
            Waiting waiting;
            lock (_gate)
            {
                // Not ours: left over in a stored queue by an earlier process.
                if (!_waiting.TryGetValue(id, out Queue<Waiting>? sameId))
                {
                    continue;
                }

                waiting = sameId.Dequeue();
                if (sameId.Count == 0)
                {
                    _waiting.Remove(id);
                }
            }

            // Not first: its scope was closed meanwhile, the event is abandoned, and this answer is late.
            bool first = waiting.Scope.TrySettle(waiting.Index, EventOutcome.Delivered);
            lock (_gate)
            {
                _books = _books with { Pending = _books.Pending - 1, Delivered = _books.Delivered + (first ? 1 : 0), Abandoned = _books.Abandoned + (first ? 0 : 1), Late = _books.Late + (first ? 0 : 1) };
            }

            _room.Release();
            waiting.Gone.TrySetResult();
        }

        // A failure is no outcome: the tracker keeps the event and tries again. Until it gets through, sources stop receiving.
        lock (_gate)
        {
            if (failures > 0 && delivered.Count == 0)
            {
                _ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            else if (delivered.Count > 0)
            {
                _ready?.TrySetResult();
                _ready = null;
            }
        }
    }

    private static Payload ToPayload(SnowplowEvent snowplowEvent)
    {
        var payload = new Payload();
        payload.Add("e", "ue");
        payload.Add("p", "srv");
        payload.Add("tv", TrackerIdentity.Version);
        payload.Add("tna", "s3snowplow");
        payload.Add("aid", "s3snowplow");

        // eid, dtm, ttm, ue_pr and co as they are: anything that is written anew would change ids and fingerprints.
        using JsonDocument own = JsonDocument.Parse((byte[])[(byte)'{', .. snowplowEvent.Parameters.Span, (byte)'}']);
        foreach (JsonProperty parameter in own.RootElement.EnumerateObject())
        {
            payload.Add(parameter.Name, parameter.Value.GetString()!);
        }

        return payload;
    }

    private sealed record Waiting(DeliveryScope Scope, int Index)
    {
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
// end
