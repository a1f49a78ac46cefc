using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>Remembers which object events were counted, so that one that is delivered again, and whose document has another time of receipt now, is not counted again.</summary>
/// <remarks>
/// By 64 bits of the event's id: with a million remembered, one event in 10^13 is taken for another. What was counted since the last state that is safe can be taken back: it is asked for again where that state is not
/// reached.
/// </remarks>
/// <param name="capacity">How many are remembered; the ones that were received first go first.</param>
internal sealed class CountedEvents(int capacity)
{
    // The minute in which an event's document was received, as it was seen last.
    private readonly Dictionary<ulong, long> _received = [];

    // The same by minute. An event that was received again stands in its former minute too, where it is passed over.
    private readonly SortedDictionary<long, List<ulong>> _minutes = [];

    private readonly List<(ulong Id, long CountedWith, long Received)> _since = [];

    /// <summary>All that was received before this minute may be forgotten.</summary>
    public long ForgottenBefore { get; private set; } = long.MinValue;

    /// <summary>Notes an event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="received">The minute in which its document was received.</param>
    /// <param name="countedWith">The minute with which it is handed in.</param>
    /// <param name="movedFrom">The earlier minute in which it was received; <see langword="null"/>: none.</param>
    /// <returns>Whether it is new.</returns>
    public bool Add(ulong id, long received, long countedWith, out long? movedFrom)
    {
        ref long last = ref CollectionsMarshal.GetValueRefOrAddDefault(_received, id, out bool isKnown);
        movedFrom = isKnown && last < received ? last : null;
        if (isKnown && movedFrom is null)
        {
            return false;
        }

        last = received;
        AddTo(received, id);
        if (isKnown)
        {
            return false;
        }

        _since.Add((id, countedWith, received));
        return true;
    }

    /// <summary>Whether an event was counted.</summary>
    public bool Contains(ulong id) => _received.ContainsKey(id);

    /// <summary>Takes back what was handed in with a minute and later ones.</summary>
    /// <returns>The minutes in which it was received.</returns>
    public IReadOnlyCollection<long> TakeBack(long minute)
    {
        HashSet<long> received = [];
        foreach ((ulong id, _, long at) in _since.Where(one => one.CountedWith >= minute))
        {
            _received.Remove(id);
            received.Add(at);
        }

        _since.RemoveAll(one => one.CountedWith >= minute);
        return received;
    }

    /// <summary>Says that what was handed in before a minute is safe: it is not taken back any more.</summary>
    public void Release(long minute) => _since.RemoveAll(one => one.CountedWith < minute);

    /// <summary>Forgets what was received before a minute, and what is more than the capacity.</summary>
    public void Forget(long before)
    {
        while (_minutes.Count > 0 && _minutes.First() is var (minute, ids) && (minute < before || _received.Count > capacity))
        {
            foreach (ulong id in ids)
            {
                if (_received.TryGetValue(id, out long last) && last == minute)
                {
                    _received.Remove(id);
                }
            }

            _minutes.Remove(minute);
            ForgottenBefore = Math.Max(ForgottenBefore, minute + 1);
        }
    }

    /// <summary>Forgets everything.</summary>
    /// <param name="forgottenBefore">What was received before this minute was known, and is not any more.</param>
    public void Clear(long forgottenBefore = long.MinValue)
    {
        _received.Clear();
        _minutes.Clear();
        _since.Clear();
        ForgottenBefore = forgottenBefore;
    }

    /// <summary>Writes what was handed in before a minute.</summary>
    /// <returns>The minutes in which was received what is left out.</returns>
    public IReadOnlyCollection<long> Write(BinaryWriter writer, long until)
    {
        Dictionary<ulong, long> later = [];
        foreach ((ulong id, long countedWith, long received) in _since)
        {
            if (countedWith >= until)
            {
                later[id] = received;
            }
        }

        writer.Write(ForgottenBefore);
        writer.Write7BitEncodedInt(_minutes.Count);
        foreach ((long minute, List<ulong> ids) in _minutes)
        {
            ulong[] kept = [.. ids.Where(id => _received.TryGetValue(id, out long last) && last == minute && !later.ContainsKey(id))];
            writer.Write7BitEncodedInt64(minute);
            writer.Write7BitEncodedInt(kept.Length);
            writer.Write(MemoryMarshal.AsBytes(kept.AsSpan()));
        }

        return [.. later.Values.Distinct()];
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    /// <exception cref="IOException">It is cut off.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public void Read(BinaryReader reader)
    {
        Clear(reader.ReadInt64());
        for (int minutes = reader.Read7BitEncodedInt(); minutes > 0; minutes--)
        {
            long minute = reader.Read7BitEncodedInt64();
            int count = reader.Read7BitEncodedInt();
            for (int i = 0; i < count; i++)
            {
                ulong id = reader.ReadUInt64();
                _received[id] = minute;
                AddTo(minute, id);
            }
        }
    }

    private void AddTo(long minute, ulong id)
    {
        if (!_minutes.TryGetValue(minute, out List<ulong>? ids))
        {
            _minutes.Add(minute, ids = []);
        }

        ids.Add(id);
    }
}
