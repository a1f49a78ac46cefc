using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>Spans of equal length, the last so many of them. 12 bytes each.</summary>
/// <param name="minutes">How long a span is.</param>
/// <param name="count">How many are kept.</param>
internal sealed class HistoryRing(int minutes, int count)
{
    private readonly Slot[] _slots = new Slot[count];

    // The numbers of the first span that was ever there and of the latest one, counted from the Unix epoch; -1: there is none.
    private long _first = -1;
    private long _last = -1;

    /// <summary>Adds bytes of a minute; those of a span that is no longer kept are left out.</summary>
    public void Add(long minute, double bytes)
    {
        if (TryFind(minute, out int index))
        {
            _slots[index].Bytes += (float)bytes;
        }
    }

    /// <summary>Adds a judged minute.</summary>
    public void Judge(long minute, double capacity, double secondsBehind)
    {
        if (TryFind(minute, out int index))
        {
            ref Slot slot = ref _slots[index];
            slot.Capacity += (float)capacity;
            slot.SecondsBehind = Math.Max(slot.SecondsBehind, (float)secondsBehind);
        }
    }

    /// <summary>The spans in order of time.</summary>
    public IEnumerable<HistoryCell> Cells()
    {
        for (long number = Math.Max(_first, _last - count + 1); _last >= 0 && number <= _last; number++)
        {
            Slot slot = _slots[number % count];
            yield return new HistoryCell(
                DateTimeOffset.UnixEpoch.AddMinutes(number * minutes), TimeSpan.FromMinutes(minutes), slot.Bytes, slot.Capacity, TimeSpan.FromSeconds(Math.Min(slot.SecondsBehind, int.MaxValue)));
        }
    }

    /// <summary>The clock had been ahead: forgets what is later than a minute.</summary>
    public void BeginAnew(long minute)
    {
        for (long number = minute / minutes; number <= _last && _last - number < count; number++)
        {
            _slots[number % count] = default;
        }

        _last = Math.Min(_last, minute / minutes);
    }

    /// <summary>Saves them.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_first);
        writer.Write(_last);
        writer.Write(MemoryMarshal.AsBytes(_slots.AsSpan()));
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        _first = reader.ReadLong(-1);
        _last = reader.ReadLong(-1);
        ReadOnlySpan<byte> bytes = reader.ReadBytes();
        if (bytes.Length != MemoryMarshal.AsBytes(_slots.AsSpan()).Length)
        {
            throw new InvalidDataException("The saved state has a history of another length.");
        }

        bytes.CopyTo(MemoryMarshal.AsBytes(_slots.AsSpan()));
    }

    private bool TryFind(long minute, out int index)
    {
        long number = minute / minutes;
        index = (int)(number % count);
        if (number <= _last - count || minute < 0)
        {
            return false;
        }

        if (number > _last)
        {
            for (long next = Math.Max(_last + 1, number - count + 1); next <= number; next++)
            {
                _slots[next % count] = default;
            }

            _last = number;
            _first = _first < 0 ? number : _first;
        }

        return true;
    }

    private struct Slot
    {
        public float Bytes;
        public float Capacity;
        public float SecondsBehind;
    }
}
