using System.Numerics;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Capacity;

/// <summary>
/// Looks for rhythms of 80 minutes to 30 hours, where data come in clumps: after a near silence of half a span, most of the bytes soon after its end, and the next clump not more
/// than a span later. Each end of a silence leaves a mark, regular or not; so does going on and on.
/// </summary>
internal sealed class LongRhythm
{
    private const int Marks = 10;
    private const int FewestMarks = 2;

    private Clumps _clumps;

    // In slots.
    private static ReadOnlySpan<short> Spans => [16, 23, 31, 46, 62, 92, 124, 184, 270, 360];

    /// <summary>Looks at the slot that has just been closed.</summary>
    /// <param name="slots">The slots up to it.</param>
    /// <param name="before">The sums up to the slot before it.</param>
    /// <param name="bytes">Its bytes.</param>
    public void Learn(RhythmSlots slots, ReadOnlySpan<Int128> before, long bytes)
    {
        long number = slots.Next - 1;
        for (int i = 0; i < Spans.Length; i++)
        {
            int span = Spans[i];
            int half = span / 2;
            long count = Math.Max(slots.Count, half);
            int sum = RhythmSlots.IndexOf(half);
            Int128 little = slots.Total * half;
            bool isStart = before[sum] * (4 * count) < little && little <= slots.Sums[sum] * (4 * count);
            _clumps[i].Learn(span, number, bytes, isStart);
        }
    }

    /// <summary>The shortest span that fits, in slots; 0: none.</summary>
    public int Find()
    {
        for (int i = 0; i < Spans.Length; i++)
        {
            if (_clumps[i].IsRegular)
            {
                return Spans[i];
            }
        }

        return 0;
    }

    /// <summary>Saves what was seen.</summary>
    public void Save(StateWriter writer)
    {
        foreach (ref readonly Clump clump in (ReadOnlySpan<Clump>)_clumps)
        {
            clump.Save(writer);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        foreach (ref Clump clump in (Span<Clump>)_clumps)
        {
            clump.Restore(ref reader);
        }
    }

    private struct Clump
    {
        // Number of the slot with which it began, and one more; 0: there was none yet.
        private long _start;

        // The last marks, the newest in the lowest bit; set: regular. Before the sums: behind them they would take 16 bytes.
        private ushort _marks;
        private byte _count;

        private Int128 _head;
        private Int128 _all;

        public readonly bool IsRegular => _count >= FewestMarks && 4 * (_count - BitOperations.PopCount(_marks)) <= _count;

        public void Learn(int span, long number, long bytes, bool isStart)
        {
            bool hasBegun = _start != 0;
            long gap = number - (_start - 1);
            bool isSoon = _head * 4 >= _all * 3;
            bool goesOn = hasBegun && gap > span && !isSoon;
            if (hasBegun && (isStart || goesOn))
            {
                bool isRegular = isStart && gap <= span && isSoon;
                _marks = (ushort)(((_marks << 1) | (isRegular ? 1 : 0)) & ((1 << Marks) - 1));
                _count = (byte)Math.Min(_count + 1, Marks);
            }

            if (isStart || goesOn)
            {
                _start = number + 1;
                _head = 0;
                _all = 0;
            }

            if (_start != 0)
            {
                _all += bytes;
                _head += number - (_start - 1) < Math.Max(4, span / 8) ? bytes : 0;
            }
        }

        public readonly void Save(StateWriter writer)
        {
            writer.Write(_start);
            writer.Write(_head);
            writer.Write(_all);
            writer.Write(_marks);
            writer.Write(_count);
        }

        public void Restore(ref StateReader reader)
        {
            _start = reader.ReadLong(0);
            _head = reader.ReadSum();
            _all = reader.ReadSum();
            _marks = (ushort)reader.ReadInt(0, (1 << Marks) - 1);
            _count = (byte)reader.ReadInt(0, Marks);
        }
    }

    [InlineArray(10)]
    private struct Clumps
    {
        private Clump _first;
    }
}
