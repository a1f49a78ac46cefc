namespace S3Snowplow.Capacity;

/// <summary>How many documents were found in each minute of receipt, so that one with another number by now is read again.</summary>
internal sealed class ReadMinutes
{
    // A number that no minute has: read it again.
    private const long Unknown = -1;

    private readonly SortedDictionary<long, long> _documents = [];

    /// <summary>Begins to read minutes.</summary>
    public void Begin(long first, long until)
    {
        for (long minute = first; minute < until; minute++)
        {
            _documents[minute] = 0;
        }
    }

    /// <summary>Notes a document that was found.</summary>
    public void Add(long minute) => _documents[minute]++;

    /// <summary>Notes that a document which was found is in a later minute by now.</summary>
    public void Remove(long minute)
    {
        if (_documents.TryGetValue(minute, out long count) && count > 0)
        {
            _documents[minute] = count - 1;
        }
    }

    /// <summary>Says that minutes have to be read again.</summary>
    public void Distrust(IEnumerable<long> minutes)
    {
        foreach (long minute in minutes)
        {
            _documents[minute] = Unknown;
        }
    }

    /// <summary>The minutes that have another number of documents than was found, those that follow on each other together. What is before them is forgotten.</summary>
    /// <param name="counts">The numbers by now; 0 where a minute is not in it.</param>
    /// <param name="first">The first minute.</param>
    /// <param name="until">The minute behind the last one.</param>
    public List<(long First, long Until)> Changed(Dictionary<long, long> counts, long first, long until)
    {
        foreach (long minute in _documents.Keys.TakeWhile(minute => minute < first).ToArray())
        {
            _documents.Remove(minute);
        }

        List<(long First, long Until)> changed = [];
        for (long minute = first; minute < until; minute++)
        {
            long now = counts.GetValueOrDefault(minute);
            if (now == _documents.GetValueOrDefault(minute, Unknown))
            {
                continue;
            }

            if (changed is [.., var last] && last.Until == minute)
            {
                changed[^1] = (last.First, minute + 1);
            }
            else
            {
                changed.Add((minute, minute + 1));
            }
        }

        return changed;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _documents.Clear();

    /// <summary>Writes the numbers of minutes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="first">The first minute.</param>
    /// <param name="until">The minute behind the last one.</param>
    /// <param name="distrusted">Minutes of which events are left out of what is written.</param>
    public void Write(BinaryWriter writer, long first, long until, IReadOnlyCollection<long> distrusted)
    {
        KeyValuePair<long, long>[] kept = [.. _documents.Where(one => one.Key >= first && one.Key < until)];
        writer.Write7BitEncodedInt(kept.Length);
        foreach ((long minute, long count) in kept)
        {
            writer.Write7BitEncodedInt64(minute);
            writer.Write7BitEncodedInt64(distrusted.Contains(minute) ? Unknown : count);
        }
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        Clear();
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            _documents[reader.Read7BitEncodedInt64()] = reader.Read7BitEncodedInt64();
        }
    }
}
