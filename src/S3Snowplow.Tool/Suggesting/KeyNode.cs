namespace S3Snowplow.Tool;

/// <summary>A folder of keys: what lies in it, and what in the folders below that are looked at by themselves.</summary>
/// <param name="prefix">What its keys begin with; ends with a slash, or is empty.</param>
internal sealed class KeyNode(string prefix)
{
    private readonly Dictionary<string, KeyNode> _children = new(StringComparer.Ordinal);

    /// <summary>What its keys begin with.</summary>
    public string Prefix => prefix;

    /// <summary>The folders below.</summary>
    public IReadOnlyCollection<KeyNode> Children => _children.Values;

    /// <summary>What lies in it and in no folder below that is looked at by itself.</summary>
    public KeyFacts Own { get; } = new();

    /// <summary>The bytes of it and of all folders below.</summary>
    public long Bytes { get; private set; }

    /// <summary>At which kinds of segments the tree ends here.</summary>
    public HashSet<SegmentKind> Folded { get; } = [];

    /// <summary>Whether folders below were given up, since there are too many.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Adds bytes that lie in it, or below.</summary>
    public void Weigh(long bytes) => Bytes += bytes;

    /// <summary>The folder below of a name; <see langword="null"/>: it does not exist.</summary>
    public KeyNode? Find(ReadOnlySpan<char> segment) => _children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(segment, out KeyNode? child) ? child : null;

    /// <summary>Makes a folder below.</summary>
    public KeyNode Make(ReadOnlySpan<char> segment)
    {
        string name = segment.ToString();
        var child = new KeyNode($"{prefix}{name}/");
        _children.Add(name, child);
        return child;
    }

    /// <summary>Gives up a folder below: what lies in it counts as lying here, so that sums stay true.</summary>
    public void GiveUp(KeyNode child)
    {
        child.MergeInto(Own);
        Folded.UnionWith(child.Folded);
        HasGivenUp = true;
        _children.Remove(child.Prefix[prefix.Length..^1]);
    }

    /// <summary>Gives up the folders below that look like parts of hashes, where they are many: keys are spread by them.</summary>
    public void FoldHashes()
    {
        const int Many = 8;
        const int Longest = 4;
        foreach (IGrouping<int, KeyNode> group in _children.Where(one => one.Key.Length <= Longest && SegmentKinds.IsHex(one.Key)).Select(one => one.Value).GroupBy(one => one.Prefix.Length).ToArray())
        {
            KeyNode[] alike = [.. group];
            if (alike.Length >= Many && alike.Length * 2 > _children.Count)
            {
                Array.ForEach(alike, GiveUp);
                Folded.Add(SegmentKind.Hash);
            }
        }
    }

    /// <summary>All that lies in it and below.</summary>
    public KeyFacts Whole()
    {
        var whole = new KeyFacts();
        MergeInto(whole);
        return whole;
    }

    private void MergeInto(KeyFacts sum)
    {
        sum.Add(Own);
        foreach (KeyNode child in _children.Values)
        {
            child.MergeInto(sum);
        }
    }
}

/// <summary>What is known of the objects of a folder.</summary>
internal sealed class KeyFacts
{
    /// <summary>Their bytes by minute.</summary>
    public MinuteCells Cells { get; } = new();

    /// <summary>How often which size.</summary>
    public SizeCounts Sizes { get; } = new();

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that came by multipart upload.</summary>
    public long MultipartBytes { get; private set; }

    /// <summary>How many objects.</summary>
    public long Objects => Sizes.Count;

    /// <summary>The last minute in which something came.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>Adds an object.</summary>
    public void Add(long size, long minute, bool isMultipart)
    {
        Cells.Add(minute, size);
        Sizes.Add(size);
        Bytes += size;
        MultipartBytes += isMultipart ? size : 0;
        Last = Math.Max(Last, minute);
    }

    /// <summary>Adds all that another one has.</summary>
    public void Add(KeyFacts other)
    {
        Cells.Add(other.Cells);
        Sizes.Add(other.Sizes);
        Bytes += other.Bytes;
        MultipartBytes += other.MultipartBytes;
        Last = Math.Max(Last, other.Last);
    }
}
