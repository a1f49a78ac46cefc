namespace S3Snowplow.Testing;

/// <summary>A message of a <see cref="LocalSqs"/>. Guarded by the queue's gate.</summary>
internal sealed class QueuedMessage
{
    /// <summary>Its place in the order of sending.</summary>
    public required int Number { get; init; }

    public required string Id { get; init; }

    public required string Body { get; init; }

    public required string? Group { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public int ReceiveCount { get; set; }

    /// <summary>The time stamp from which on it may be received.</summary>
    public long VisibleAt { get; set; }

    /// <summary>The time stamp of the receipt that <see cref="Handle"/> is of.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>The handle of the last receipt; older ones are of no use any more.</summary>
    public string? Handle { get; set; }
}
