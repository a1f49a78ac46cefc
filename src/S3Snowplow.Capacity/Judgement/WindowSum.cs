namespace S3Snowplow.Capacity;

/// <summary>Bytes and capacity of a window that slides over minutes. Capacities are in sixtieths of a byte; all sums are exact.</summary>
internal sealed class WindowSum(LoadWindow window, long[] minutes, long first, CapacityTimeline capacities)
{
    private readonly int _length = (int)window.Length.TotalMinutes;

    // Index of the last minute in the sums; the window is filled when it is first moved.
    private int? _last;
    private int _known;

    public LoadWindow Window => window;

    /// <summary>Bytes of the window's known minutes.</summary>
    public Int128 Bytes { get; private set; }

    /// <summary>What could be taken in all minutes of the window.</summary>
    public Int128 Capacity { get; private set; }

    /// <summary>What could be taken in its known minutes.</summary>
    public Int128 KnownCapacity { get; private set; }

    /// <summary>Load with nothing in the unknown minutes: no more than it really is.</summary>
    public double LoadOfAll => Load(Capacity);

    /// <summary>Load of the known minutes.</summary>
    public double LoadOfKnown => Load(KnownCapacity);

    /// <summary>What comes in, in bytes per hour.</summary>
    public double RateOfKnown => _known == 0 ? 0 : (double)(Bytes * 60) / _known;

    /// <summary>Moves the end of the window to a minute, behind the last one.</summary>
    public void MoveTo(int index)
    {
        for (int i = (_last ?? index - _length) + 1; i <= index; i++)
        {
            Add(i, 1);
            if (_last is not null)
            {
                Add(i - _length, -1);
            }
        }

        _last = index;
    }

    private void Add(int index, int sign)
    {
        // What lies before the array was never seen: it is unknown, but the processor was there.
        long capacity = capacities.SixtiethsIn(first + index) * sign;
        Capacity += capacity;
        if (index >= 0 && minutes[index] >= 0)
        {
            Bytes += minutes[index] * sign;
            KnownCapacity += capacity;
            _known += sign;
        }
    }

    private double Load(Int128 capacity) => capacity == 0 ? 0 : (double)(Bytes * 60) / (double)capacity;
}
