using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>What the monitor holds of one pipeline: the judged state, its capacities, and the bytes that are not judged yet.</summary>
internal sealed class PipelineBuckets(PipelineState state, CapacityTimeline capacities)
{
    private readonly Dictionary<long, long> _bytes = [];

    public PipelineState State { get; set; } = state;

    public CapacityTimeline Capacities { get; set; } = capacities;

    /// <summary>The first minute that can still be amended.</summary>
    public long FirstMinute => State.NextMinute - State.History.Count;

    /// <summary>Adds bytes of a minute; minutes are bounded by the history, so this is too.</summary>
    public void Add(long minute, long bytes)
    {
        ref long sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_bytes, minute, out _);
        sum = Math.Min(MinuteFold.MaxBytes, sum + Math.Clamp(bytes, 0, MinuteFold.MaxBytes));
    }

    /// <summary>Takes the buckets of minutes before <paramref name="until"/>, those that amend judged ones included.</summary>
    public List<MinuteBucket> TakeBefore(long until)
    {
        List<MinuteBucket> taken = [.. _bytes.Where(bucket => bucket.Key < until).Select(bucket => new MinuteBucket(bucket.Key, bucket.Value))];
        foreach (MinuteBucket bucket in taken)
        {
            _bytes.Remove(bucket.Minute);
        }

        return taken;
    }

    /// <summary>What is not judged yet, for the store.</summary>
    public IReadOnlyList<MinuteBucket> Open => [.. _bytes.Select(bucket => new MinuteBucket(bucket.Key, bucket.Value))];
}
