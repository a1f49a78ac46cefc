using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>The events that are sent together, and the body of a request that carries them.</summary>
public sealed class EventBatch
{
    private readonly IReadOnlyList<SnowplowEvent> _made;
    private IReadOnlyList<SnowplowEvent>? _events;

    /// <param name="made">The events, each made when it is asked for.</param>
    /// <param name="body">The body.</param>
    internal EventBatch(IReadOnlyList<SnowplowEvent> made, ReadOnlyMemory<byte> body) => (_made, Body) = (made, body);

    /// <summary>How many events there are.</summary>
    public int Count => _made.Count;

    /// <summary>The events, in the order in which they were accepted. They are made when this is first asked for, and may be kept.</summary>
    public IReadOnlyList<SnowplowEvent> Events => _events ??= [.. _made];

    /// <summary>
    /// The body that a collector takes: <c>payload_data</c> in JSON as UTF-8, with the sender's parameters and the time of this attempt (<c>stm</c>) in each event. The memory is
    /// used again after the attempt.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; }
}
