namespace S3Snowplow.Tool;

/// <summary>What became of the entries of a listing. For one writer.</summary>
internal sealed class BackfillCounts
{
    /// <summary>All entries that were read.</summary>
    public long Read { get; set; }

    /// <summary>Events that the collector took.</summary>
    public long Delivered { get; set; }

    /// <summary>Events that it will never take, or that could not be made.</summary>
    public long Rejected { get; set; }

    /// <summary>Why the first one was rejected.</summary>
    public string? RejectedBecause { get; set; }

    /// <summary>Modified at or after the end, and not sent.</summary>
    public long Later { get; set; }

    /// <summary>Modified before the begin, and not sent.</summary>
    public long Earlier { get; set; }

    /// <summary>Delete markers, which are no arrivals.</summary>
    public long DeleteMarkers { get; set; }

    /// <summary>Entries whose key the store has lost: not sent, since they name nothing.</summary>
    public long LostKeys { get; set; }

    /// <summary>The bytes of <see cref="LostKeys"/>.</summary>
    public long LostBytes { get; set; }

    /// <summary>Sent, but perhaps notified as well: in parts, and begun in the last day before the end.</summary>
    public long Doubtful { get; set; }

    /// <summary>The bytes of what was sent or rejected.</summary>
    public long Bytes { get; set; }
}
