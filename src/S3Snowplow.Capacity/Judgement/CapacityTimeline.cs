namespace S3Snowplow.Capacity;

/// <summary>What one pipeline can take, from when on: each capacity holds until the next one takes effect. Never changes.</summary>
/// <remarks>Before the first one, the first one holds: a processor does not begin to exist when its size is first written down.</remarks>
public sealed class CapacityTimeline
{
    private readonly (long Time, long BytesPerHour)[] _steps;

    private CapacityTimeline((long Time, long BytesPerHour)[] steps) => _steps = steps;

    /// <summary>Makes a timeline.</summary>
    /// <param name="steps">Capacities and the times from which they hold, in any order; of several with one time, the last given one counts.</param>
    public static CapacityTimeline Of(params IEnumerable<CapacityStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);

        return new CapacityTimeline(
        [
            .. steps.GroupBy(step => step.EffectiveFrom.ToUnixTimeMilliseconds())
                .OrderBy(group => group.Key)
                .Select(group => (group.Key, group.Last().Throughput.BytesPerHour)),
        ]);
    }

    /// <summary>The capacities in order of time.</summary>
    public IReadOnlyList<CapacityStep> Steps =>
        [.. _steps.Select(step => new CapacityStep(DateTimeOffset.FromUnixTimeMilliseconds(step.Time), new Throughput(step.BytesPerHour)))];

    /// <summary>Whether no capacity is known; nothing can be judged then.</summary>
    public bool IsEmpty => _steps.Length == 0;

    /// <summary>This timeline and one more capacity, without those that ended before <paramref name="forgetBefore"/>.</summary>
    public CapacityTimeline With(CapacityStep step, DateTimeOffset forgetBefore)
    {
        CapacityTimeline all = Of([.. Steps, step]);
        int needed = all.IndexAt(forgetBefore.ToUnixTimeMilliseconds());
        return new CapacityTimeline(all._steps[needed..]);
    }

    /// <summary>The capacity at an instant.</summary>
    /// <exception cref="InvalidOperationException">No capacity is known.</exception>
    public Throughput At(DateTimeOffset time) =>
        IsEmpty ? throw new InvalidOperationException("No capacity is known.") : new Throughput(_steps[IndexAt(time.ToUnixTimeMilliseconds())].BytesPerHour);

    /// <summary>
    /// What can be taken in a minute, in sixtieths of a byte: so a whole minute is the bytes per hour, and there is nothing to round.
    /// </summary>
    internal long SixtiethsIn(long minute)
    {
        const long Minute = 60_000;
        long start = minute * Minute;
        int index = IndexAt(start);
        if (index == _steps.Length - 1 || _steps[index + 1].Time >= start + Minute)
        {
            return _steps[index].BytesPerHour;
        }

        Int128 sum = 0;
        for (long from = start; from < start + Minute; index++)
        {
            long to = index + 1 < _steps.Length ? Math.Min(start + Minute, _steps[index + 1].Time) : start + Minute;
            sum += (Int128)_steps[index].BytesPerHour * (to - from);
            from = to;
        }

        return (long)(sum / Minute);
    }

    /// <summary>The capacity with which a minute ends, in bytes per hour.</summary>
    internal long BytesPerHourAtEnd(long minute) => _steps[IndexAt(((minute + 1) * 60_000) - 1)].BytesPerHour;

    private int IndexAt(long time)
    {
        int index = _steps.Length - 1;
        while (index > 0 && _steps[index].Time > time)
        {
            index--;
        }

        return index;
    }
}

/// <summary>A capacity and the time from which it holds.</summary>
/// <param name="EffectiveFrom">The time; milliseconds are kept.</param>
/// <param name="Throughput">The capacity.</param>
public readonly record struct CapacityStep(DateTimeOffset EffectiveFrom, Throughput Throughput);
