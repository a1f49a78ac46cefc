using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

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
    public Task RunAsync(ObjectEvent[] objectEvents, int count) => SendAsync(count, (i, events) =>
    {
        ref readonly ObjectEvent objectEvent = ref objectEvents[i % objectEvents.Length];
        EventWriter.Write(_mapper, objectEvent, [], EventEncoding.Json, check: false, events.Parameters);
        EventIdentity.Write(objectEvent, events.Messages);
    });

    /// <summary>Sends <paramref name="count"/> events that are encoded already.</summary>
    public Task RunAsync(SnowplowEvent[] encoded, int count) => SendAsync(count, (i, events) => events.Parameters.Write(encoded[i % encoded.Length].Parameters.Span));

    public SnowplowEvent Encode(in ObjectEvent objectEvent) =>
        EventWriter.Write(_mapper, objectEvent, EventIdentity.Of(objectEvent), [], EventEncoding.Json, check: false);

    private async Task SendAsync(int count, Action<int, EncodedEvents> make)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count % EventsOfScope, 0, nameof(count));

        // The last scope completes after all others have: the queue is in order, but two requests may answer out of it.
        var scopes = new Queue<DeliveryScope>();
        var events = new EncodedEvents();
        for (int first = 0; first < count; first += EventsOfScope)
        {
            // Handed over as a relay hands over a notification's events: together.
            var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
            events.Clear();
            for (int i = first; i < first + EventsOfScope; i++)
            {
                int start = events.Parameters.Length;
                int messageStart = events.Messages.Length;
                make(i, events);
                events.Add(scope, start, messageStart);
            }

            events.End(scope);
            await ((IScopedDelivery)_emitter).EnqueueAsync(events, CancellationToken.None);
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
