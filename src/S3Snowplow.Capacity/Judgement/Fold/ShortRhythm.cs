using System.Runtime.CompilerServices;

namespace S3Snowplow.Capacity;

/// <summary>
/// Looks for rhythms of 5 to 40 minutes. A span is one where hardly anything comes after a stretch of that length that was nearly empty: then no gap is as long as that.
/// </summary>
internal sealed class ShortRhythm
{
    // "Nearly empty": less than a quarter of the mean. "Hardly anything": at most a tenth of the bytes.
    private const int NearlyEmpty = 4;
    private const int HardlyAnything = 10;

    private Shares _shares;

    // In slots.
    private static ReadOnlySpan<byte> Spans => [1, 2, 3, 4, 6, 8];

    /// <summary>Looks at the slot that has just been closed.</summary>
    /// <param name="slots">The slots up to it.</param>
    /// <param name="before">The sums up to the slot before it.</param>
    /// <param name="bytes">Its bytes.</param>
    public void Learn(RhythmSlots slots, ReadOnlySpan<Int128> before, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        long number = slots.Next - 1;
        for (int i = 0; i < Spans.Length && number >= Spans[i]; i++)
        {
            ref Share share = ref _shares[i];
            share.Seen += bytes;
            if (before[RhythmSlots.IndexOf(Spans[i])] * NearlyEmpty * slots.Count < slots.Total * Spans[i])
            {
                share.After += bytes;
            }
        }
    }

    /// <summary>At the end of a day: lets what was before weigh half.</summary>
    public void Halve()
    {
        foreach (ref Share share in (Span<Share>)_shares)
        {
            share.Seen /= 2;
            share.After /= 2;
        }
    }

    /// <summary>The shortest span that fits, in slots; 0: none. A span of which nothing was seen yet fits.</summary>
    public int Find()
    {
        for (int i = 0; i < Spans.Length; i++)
        {
            if (_shares[i].After * HardlyAnything <= _shares[i].Seen)
            {
                return Spans[i];
            }
        }

        return 0;
    }

    /// <summary>Saves what was seen.</summary>
    public void Save(StateWriter writer)
    {
        foreach (ref readonly Share share in (ReadOnlySpan<Share>)_shares)
        {
            writer.Write(share.Seen);
            writer.Write(share.After);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        foreach (ref Share share in (Span<Share>)_shares)
        {
            share.Seen = reader.ReadSum();
            share.After = reader.ReadSum();
        }
    }

    // Bytes that came, and those of them that came after a stretch that was nearly empty.
    private struct Share
    {
        public Int128 Seen;
        public Int128 After;
    }

    [InlineArray(6)]
    private struct Shares
    {
        private Share _first;
    }
}
