using S3Snowplow.Delivery;
using S3Snowplow.Events;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>
/// From object events to answers: id, mapping, encoding, and sending by a <see cref="BufferedEventEmitter"/>; a scope for each hundred events.
/// </summary>
internal sealed class EmitArm(Uri collector) : IAsyncDisposable
{
    private const int EventsOfScope = 100;
    private readonly ObjectEventMapper _mapper = new(ObjectEventMapper.DefaultSchema);
    private readonly BufferedEventEmitter _emitter = new(Settings(collector));

    /// <summary>The settings of all arms that send through the relay: batches as large as those of <see cref="BareArm"/>.</summary>
    public static RelayOptions Settings(Uri collector) => new()
    {
        CollectorUri = collector,
        Delivery = { MaxBatchEvents = 100, MaxBatchBytes = 1_000_000, MaxConcurrentRequests = 2 },
    };

    public ValueTask DisposeAsync() => _emitter.DisposeAsync();

    /// <summary>Sends <paramref name="count"/> events made of <paramref name="objectEvents"/>, over and over.</summary>
    public Task RunAsync(ObjectEvent[] objectEvents, int count) => SendAsync(count, i => Encode(objectEvents[i % objectEvents.Length]));

    /// <summary>Sends <paramref name="count"/> events that are encoded already.</summary>
    public Task RunAsync(SnowplowEvent[] events, int count) => SendAsync(count, i => events[i % events.Length]);

    public SnowplowEvent Encode(in ObjectEvent objectEvent) =>
        EventWriter.Write(_mapper, objectEvent, EventIdentity.Of(objectEvent), [], EventEncoding.Json, check: false);

    private async Task SendAsync(int count, Func<int, SnowplowEvent> at)
    {
        // The last scope completes after all others have: the queue is in order, but two requests may answer out of it.
        var scopes = new Queue<DeliveryScope>();
        var events = new List<SnowplowEvent>(EventsOfScope);
        for (int i = 0; i < count;)
        {
            var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, capacity: EventsOfScope);
            // Handed over as a relay hands over a notification's events: together. The emitter keeps no list of its caller's.
            events.Clear();
            for (int end = Math.Min(count, i + EventsOfScope); i < end; i++)
            {
                events.Add(at(i));
            }

            await _emitter.EnqueueAsync(events, scope);

            scope.Seal();
            scopes.Enqueue(scope);
            while (scopes.Count > EventsOfScope)
            {
                await scopes.Dequeue().Completion;
            }
        }

        foreach (DeliveryScope scope in scopes)
        {
            await scope.Completion;
        }
    }
}
