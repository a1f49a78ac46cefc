namespace S3Snowplow.Delivery;

/// <summary>An accepted event on its way: where it stands in its slab, where its outcome goes, since when it is here, and the flush that waits for it.</summary>
internal struct QueuedEvent(DeliveryScope scope, int index, int bytes, long acceptedAt, FlushEpoch epoch)
{
    public readonly DeliveryScope Scope = scope;
    public readonly int Index = index;

    /// <summary>Its bytes in a body.</summary>
    public readonly int Bytes = bytes;

    /// <summary>The time stamp of its acceptance.</summary>
    public readonly long AcceptedAt = acceptedAt;

    public readonly FlushEpoch Epoch = epoch;

    /// <summary>Where it begins in its slab.</summary>
    public int Start;

    /// <summary>Where what its id is derived from stands in its slab; of no length where the id is in its place.</summary>
    public int MessageStart, MessageLength;

    /// <summary>Whether it no longer counts as held: settled, and its room given back.</summary>
    public bool IsReleased;
}
