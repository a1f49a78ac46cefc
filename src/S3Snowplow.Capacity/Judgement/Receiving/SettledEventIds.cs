using System.Buffers.Binary;
using System.IO.Hashing;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Remembers the object events of the last time, so that one that is delivered again counts once. Not safe for several threads.</summary>
/// <remarks>
/// By 64 bits over what an event's id is derived from: with a million remembered, one event in 10^13 is taken for another. The id itself is a SHA-1, which would cost more than all the
/// rest of the counting. 8 bytes each where they are saved; the oldest go where there are more than <paramref name="capacity"/>.
/// </remarks>
/// <param name="capacity">How many are remembered at most; 0: none.</param>
/// <param name="minutes">For how many receipt minutes each is.</param>
internal sealed class SettledEventIds(int capacity, int minutes)
{
    [ThreadStatic]
    private static ScratchBuffer? t_identity;

    private readonly HashSet<ulong> _known = [];
    private readonly Queue<ulong> _order = new();

    // How many of the order's first ids are of which receipt minute.
    private readonly Queue<(long Receipt, int Count)> _past = new();
    private (long Receipt, int Count) _present;

    // So many of the oldest minute's ids are forgotten already.
    private int _gone;

    /// <summary>How many are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>Remembers an event; <see langword="false"/> where it is known already.</summary>
    /// <param name="id">What it is recognised by.</param>
    /// <param name="receipt">The receipt minute, not before that of the one before.</param>
    public bool Add(ulong id, long receipt)
    {
        if (capacity == 0)
        {
            return true;
        }

        if (!_known.Add(id))
        {
            return false;
        }

        if (receipt != _present.Receipt)
        {
            Begin(receipt);
        }

        _order.Enqueue(id);
        _present.Count++;
        if (_known.Count > capacity)
        {
            Forget(1);
        }

        return true;
    }

    /// <summary>Forgets what is older than the time for which it is remembered.</summary>
    public void Expire(long receipt)
    {
        if (receipt > _present.Receipt)
        {
            Begin(receipt);
        }

        while (_past.TryPeek(out (long Receipt, int Count) oldest) && oldest.Receipt < receipt - minutes)
        {
            Forget(oldest.Count - _gone);
        }
    }

    /// <summary>Saves those of the receipt minutes before one.</summary>
    public void Save(StateWriter writer, long until)
    {
        (long Receipt, int Count)[] all = [.. _past, _present];
        all[0].Count -= _gone;
        all = [.. all.Where(minute => minute.Receipt < until && minute.Count > 0)];
        writer.Write(all.Length);
        foreach ((long receipt, int count) in all)
        {
            writer.Write(receipt);
            writer.Write(count);
        }

        Span<byte> bytes = new byte[all.Sum(minute => minute.Count) * sizeof(ulong)];
        Span<byte> rest = bytes;
        foreach (ulong id in _order)
        {
            if (rest.IsEmpty)
            {
                break;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(rest, id);
            rest = rest[sizeof(ulong)..];
        }

        writer.Write(bytes);
    }

    /// <summary>What <see cref="Save"/> wrote, added to what is there; nothing may be there that is older.</summary>
    public void Restore(ref StateReader reader)
    {
        (long Receipt, int Count)[] all = new (long, int)[reader.ReadInt(0, StateReader.MostItems)];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = (reader.ReadLong(), reader.ReadInt());
        }

        ReadOnlySpan<byte> bytes = reader.ReadBytes();
        foreach ((long receipt, int count) in all)
        {
            for (int i = 0; i < count; i++)
            {
                if (bytes.Length < sizeof(ulong))
                {
                    throw new InvalidDataException("The saved state has fewer ids of events than it says.");
                }

                Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes), receipt);
                bytes = bytes[sizeof(ulong)..];
            }
        }
    }

    /// <summary>What an event is recognised by; pure, so it may be made outside of a lock.</summary>
    public static ulong IdOf(in ObjectEventView one)
    {
        ScratchBuffer room = t_identity ??= new ScratchBuffer();
        return XxHash3.HashToUInt64(one.IdentityIn(room));
    }

    private void Begin(long receipt)
    {
        if (_present.Count > 0)
        {
            _past.Enqueue(_present);
        }

        _present = (receipt, 0);
    }

    private void Forget(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _known.Remove(_order.Dequeue());
        }

        _gone += count;
        while (_past.TryPeek(out (long Receipt, int Count) oldest) && _gone >= oldest.Count)
        {
            _gone -= oldest.Count;
            _past.Dequeue();
        }

        if (_past.Count == 0)
        {
            _present.Count -= _gone;
            _gone = 0;
        }
    }
}
