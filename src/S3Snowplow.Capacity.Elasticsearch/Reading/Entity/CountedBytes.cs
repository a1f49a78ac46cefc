using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>Which bytes of each pipeline's event minutes were counted, so that an event that was delivered again, and has another time of receipt now, is not counted again.</summary>
/// <remarks>What was counted since the last state that is safe can be taken back: it is asked for again where that state is not reached.</remarks>
internal sealed class CountedBytes
{
    private readonly Dictionary<string, Dictionary<long, (long Bytes, long Receipt)>> _counted = new(StringComparer.Ordinal);
    private readonly List<(long Receipt, string Pipeline, long Minute, long Bytes)> _since = [];

    /// <summary>What was counted of an event minute; <see langword="null"/>: nothing of it is known.</summary>
    public long? Of(string pipeline, long minute) =>
        _counted.TryGetValue(pipeline, out Dictionary<long, (long Bytes, long Receipt)>? minutes) && minutes.TryGetValue(minute, out (long Bytes, long Receipt) cell) ? cell.Bytes : null;

    /// <summary>Counts bytes.</summary>
    public void Add(string pipeline, long minute, long bytes, long receipt)
    {
        ref Dictionary<long, (long Bytes, long Receipt)>? minutes = ref CollectionsMarshal.GetValueRefOrAddDefault(_counted, pipeline, out _);
        ref (long Bytes, long Receipt) cell = ref CollectionsMarshal.GetValueRefOrAddDefault(minutes ??= [], minute, out _);
        cell = (cell.Bytes + bytes, Math.Max(cell.Receipt, receipt));
        _since.Add((receipt, pipeline, minute, bytes));
    }

    /// <summary>Takes back what was counted with a receipt minute and later ones.</summary>
    public void TakeBack(long receipt)
    {
        foreach ((_, string pipeline, long minute, long bytes) in _since.Where(one => one.Receipt >= receipt))
        {
            Dictionary<long, (long Bytes, long Receipt)> minutes = _counted[pipeline];
            (long counted, long last) = minutes[minute];
            minutes[minute] = (counted - bytes, last);
        }

        _since.RemoveAll(one => one.Receipt >= receipt);
    }

    /// <summary>Says that what was counted before a receipt minute is safe: it is not taken back any more.</summary>
    public void Release(long receipt) => _since.RemoveAll(one => one.Receipt < receipt);

    /// <summary>Forgets the event minutes for which nothing came for long.</summary>
    /// <param name="receipt">The last one of them was received before this minute.</param>
    public void Forget(long receipt)
    {
        foreach ((string pipeline, Dictionary<long, (long Bytes, long Receipt)> minutes) in _counted)
        {
            foreach ((long minute, (_, long last)) in minutes)
            {
                if (last < receipt)
                {
                    minutes.Remove(minute);
                }
            }

            if (minutes.Count == 0)
            {
                _counted.Remove(pipeline);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _counted.Clear();
        _since.Clear();
    }

    /// <summary>Writes what was counted before a receipt minute.</summary>
    public void Write(BinaryWriter writer, long until)
    {
        Dictionary<(string, long), long> later = [];
        foreach ((long receipt, string pipeline, long minute, long bytes) in _since)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(later, (pipeline, minute), out _) += receipt >= until ? bytes : 0;
        }

        writer.Write7BitEncodedInt(_counted.Count);
        foreach ((string pipeline, Dictionary<long, (long Bytes, long Receipt)> minutes) in _counted)
        {
            writer.Write(pipeline);
            writer.Write7BitEncodedInt(minutes.Count);
            foreach ((long minute, (long bytes, long receipt)) in minutes)
            {
                writer.Write7BitEncodedInt64(minute);
                writer.Write7BitEncodedInt64(bytes - later.GetValueOrDefault((pipeline, minute)));
                writer.Write7BitEncodedInt64(receipt);
            }
        }
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    /// <exception cref="IOException">It is cut off.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public void Read(BinaryReader reader)
    {
        Clear();
        for (int pipelines = reader.Read7BitEncodedInt(); pipelines > 0; pipelines--)
        {
            Dictionary<long, (long Bytes, long Receipt)> minutes = _counted[reader.ReadString()] = [];
            for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
            {
                minutes[reader.Read7BitEncodedInt64()] = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            }
        }
    }
}
