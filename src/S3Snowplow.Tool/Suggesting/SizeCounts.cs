using System.Numerics;

namespace S3Snowplow.Tool;

/// <summary>How often objects had which size, in steps of an eighth: percentiles within 12 %, whatever the number of objects.</summary>
internal sealed class SizeCounts
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;

    private readonly Dictionary<int, long> _counts = [];

    /// <summary>How many sizes.</summary>
    public long Count { get; private set; }

    /// <summary>The largest size, exactly.</summary>
    public long Max { get; private set; }

    /// <summary>Adds a size.</summary>
    public void Add(long size)
    {
        int step = StepOf(size);
        _counts[step] = _counts.GetValueOrDefault(step) + 1;
        Count++;
        Max = Math.Max(Max, size);
    }

    /// <summary>Adds all that another one has.</summary>
    public void Add(SizeCounts other)
    {
        foreach ((int step, long count) in other._counts)
        {
            _counts[step] = _counts.GetValueOrDefault(step) + count;
        }

        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The size that so many of a hundred do not exceed, rounded up to a step; the largest at most.</summary>
    public long Percentile(int percent)
    {
        long left = (Count * percent + 99) / 100;
        foreach ((int step, long count) in _counts.OrderBy(one => one.Key))
        {
            left -= count;
            if (left <= 0)
            {
                return Math.Min(Max, EndOf(step));
            }
        }

        return Max;
    }

    private static int StepOf(long size)
    {
        if (size < Steps)
        {
            return (int)Math.Max(0, size);
        }

        int exponent = BitOperations.Log2((ulong)size);
        return ((exponent - StepBits + 1) << StepBits) + (int)((size >> (exponent - StepBits)) & (Steps - 1));
    }

    private static long EndOf(int step)
    {
        if (step < Steps)
        {
            return step;
        }

        int exponent = (step >> StepBits) + StepBits - 1;
        long width = 1L << (exponent - StepBits);
        return (1L << exponent) + ((step & (Steps - 1)) * width) + (width - 1);
    }
}
