namespace S3Snowplow.Tool;

/// <summary>What belongs to no pipeline, by the first segment of its keys. The largest segments are kept, the others are one sum.</summary>
internal sealed class UnmatchedObjects
{
    private const int Most = 256;

    private readonly Dictionary<string, (long Objects, long Bytes)> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Objects, long Bytes)>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Makes an empty one.</summary>
    public UnmatchedObjects() => _lookup = _segments.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many objects.</summary>
    public long Objects { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds an object.</summary>
    public void Add(string key, long size)
    {
        Objects++;
        Bytes += size;
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> segment = slash < 0 ? "" : key.AsSpan(0, slash + 1);
        if (!_lookup.TryGetValue(segment, out (long Objects, long Bytes) sum) && _segments.Count >= Most)
        {
            Shrink();
        }

        _lookup[segment] = (sum.Objects + 1, sum.Bytes + size);
    }

    /// <summary>The largest segments, and the sum of all others under <see langword="null"/>. An empty segment: keys without a slash.</summary>
    /// <param name="count">How many segments at most.</param>
    public IEnumerable<UnmatchedSegment> Largest(int count)
    {
        List<UnmatchedSegment> all = [.. _segments.OrderByDescending(one => one.Value.Bytes).ThenBy(one => one.Key, StringComparer.Ordinal).Take(count).Select(one => new UnmatchedSegment(one.Key, one.Value.Objects, one.Value.Bytes))];
        long objects = Objects - all.Sum(one => one.Objects);
        return objects > 0 ? all.Append(new UnmatchedSegment(null, objects, Bytes - all.Sum(one => one.Bytes))) : all;
    }

    /// <summary>Saves them.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Objects);
        writer.Write(Bytes);
        writer.Write(_segments.Count);
        foreach ((string segment, (long objects, long bytes)) in _segments)
        {
            writer.Write(segment);
            writer.Write(objects);
            writer.Write(bytes);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        Objects = reader.ReadInt64();
        Bytes = reader.ReadInt64();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            _segments[reader.ReadString()] = (reader.ReadInt64(), reader.ReadInt64());
        }
    }

    // A prefix by user or by hash has millions of segments: the small half is told as one sum.
    private void Shrink()
    {
        foreach (string segment in _segments.OrderBy(one => one.Value.Bytes).Take(Most / 2).Select(one => one.Key).ToArray())
        {
            _segments.Remove(segment);
        }
    }
}

/// <summary>What belongs to no pipeline and begins alike.</summary>
/// <param name="Segment">What its keys begin with; empty: they have no slash; <see langword="null"/>: all others.</param>
/// <param name="Objects">How many objects.</param>
/// <param name="Bytes">Their bytes.</param>
internal sealed record UnmatchedSegment(string? Segment, long Objects, long Bytes);
