using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>An accepted event on its way: where its outcome goes, since when it is here, and the flush that waits for it.</summary>
internal struct QueuedEvent(SnowplowEvent snowplowEvent, DeliveryScope scope, int index, int bytes, long acceptedAt, FlushEpoch epoch)
{
    public readonly SnowplowEvent Event = snowplowEvent;
    public readonly DeliveryScope Scope = scope;
    public readonly int Index = index;

    /// <summary>Its bytes in a body.</summary>
    public readonly int Bytes = bytes;

    /// <summary>The time stamp of its acceptance.</summary>
    public readonly long AcceptedAt = acceptedAt;

    public readonly FlushEpoch Epoch = epoch;

    /// <summary>Whether it no longer counts as held: settled, and its room given back.</summary>
    public bool IsReleased;
}
