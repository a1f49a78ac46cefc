namespace S3Snowplow.Capacity;

/// <summary>The bands that are in effect now; who needs them looks here each time. Safe for use by several threads.</summary>
public sealed class LiveBands
{
    // A pipeline that comes back within the time that a removal has to stand was never removed. A day is the longest that can be set.
    private static readonly TimeSpan KeptAfterRemoval = TimeSpan.FromDays(1);

    // So many versions that removed something; a file that is rewritten in a loop must not fill the memory.
    private const int MostFormer = 64;

    private volatile HeardBands? _heard;

    /// <summary>Makes a holder.</summary>
    /// <param name="bands">The bands to begin with; without any, objects belong to no pipeline until <see cref="Set"/>.</param>
    public LiveBands(CapacityBands? bands = null) => _heard = bands is null ? null : new HeardBands(bands, DateTimeOffset.MinValue);

    /// <summary>The bands, or <see langword="null"/> where none were set yet.</summary>
    public CapacityBands? Current => _heard?.Bands;

    /// <summary>The bands with the time at which they were heard of.</summary>
    internal HeardBands? Heard => _heard;

    /// <summary>Puts other bands into effect.</summary>
    /// <param name="bands">The bands, the full state.</param>
    /// <param name="heard">The present time. A capacity counts from when it was heard of, never for minutes before.</param>
    public void Set(CapacityBands bands, DateTimeOffset heard)
    {
        ArgumentNullException.ThrowIfNull(bands);

        _heard = new HeardBands(bands, heard) { Former = FormerWith(bands, heard) };
    }

    /// <summary>
    /// The pipeline whose objects these were until it was removed a short while ago: its removal does not count yet, so what comes for it does.
    /// </summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="key">The decoded key.</param>
    /// <param name="isOutput">Whether it is looked for among the outputs, not the inputs.</param>
    /// <param name="time">The clock.</param>
    internal PipelineBand? ResolveRemoved(ReadOnlySpan<char> bucket, ReadOnlySpan<char> key, bool isOutput, TimeProvider time)
    {
        if (_heard is not { Former.Length: > 0 } heard)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        for (int i = heard.Former.Length - 1; i >= 0 && now - heard.Former[i].Until < KeptAfterRemoval; i--)
        {
            CapacityBands former = heard.Former[i].Bands;
            PipelineBand? pipeline = isOutput ? former.ResolveOutput(bucket, key) : former.Resolve(bucket, key);
            if (pipeline is not null && heard.Bands.Find(pipeline.Name) is null)
            {
                return pipeline;
            }
        }

        return null;
    }

    private (CapacityBands Bands, DateTimeOffset Until)[] FormerWith(CapacityBands bands, DateTimeOffset now)
    {
        if (_heard is not { } before)
        {
            return [];
        }

        IEnumerable<(CapacityBands Bands, DateTimeOffset Until)> former = before.Former.Where(one => now - one.Until < KeptAfterRemoval);
        bool removes = before.Bands.Pipelines.Any(pipeline => bands.Find(pipeline.Name) is null);
        return [.. (removes ? former.Append((before.Bands, now)) : former).TakeLast(MostFormer)];
    }
}

/// <summary>Bands, and when they were heard of.</summary>
/// <param name="Bands">The bands.</param>
/// <param name="Time">The time; <see cref="DateTimeOffset.MinValue"/>: they were there from the beginning.</param>
internal sealed record HeardBands(CapacityBands Bands, DateTimeOffset Time)
{
    /// <summary>Bands of which a pipeline is gone, and until when they were in effect, the last ones last.</summary>
    public (CapacityBands Bands, DateTimeOffset Until)[] Former { get; init; } = [];
}
