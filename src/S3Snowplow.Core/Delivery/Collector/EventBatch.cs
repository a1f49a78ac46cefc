using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>The events that are sent together, and the body of a request that carries them.</summary>
public sealed class EventBatch
{
    internal EventBatch(IReadOnlyList<SnowplowEvent> events, ReadOnlyMemory<byte> body) => (Events, Body) = (events, body);

    /// <summary>The events, in the order in which they were accepted.</summary>
    public IReadOnlyList<SnowplowEvent> Events { get; }

    /// <summary>
    /// The body that a collector takes: <c>payload_data</c> in JSON as UTF-8, with the sender's parameters and the time of this attempt (<c>stm</c>) in each event. The memory is
    /// used again after the attempt.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; }
}
