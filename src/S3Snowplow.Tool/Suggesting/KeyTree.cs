namespace S3Snowplow.Tool;

/// <summary>The folders of a bucket's keys, made in one pass over them. Keeps the largest few hundred, and adds the others to the folder above, so that sums stay true.</summary>
/// <remarks>
/// The tree ends where a segment is a date, an hour, <c>name=value</c>, a number, a hash or a UUID: no input begins with one. A folder that was given up once does not come back; a listing
/// is in the order of keys, so what is small when its keys are over stays small.
/// </remarks>
internal sealed class KeyTree
{
    /// <summary>So many folders are kept.</summary>
    public const int MostNodes = 256;

    private const int MostWhileReading = 2 * MostNodes;
    private const int MostGivenUp = 100_000;
    private const int Deepest = 10;

    private readonly Dictionary<string, KeyNode> _buckets = new(StringComparer.Ordinal);
    private readonly HashSet<(KeyNode Parent, int Name)> _givenUp = [];
    private int _nodes;

    /// <summary>The buckets.</summary>
    public IReadOnlyDictionary<string, KeyNode> Buckets => _buckets;

    /// <summary>Adds an object.</summary>
    public void Add(in ListedObject one, long minute)
    {
        if (!_buckets.TryGetValue(one.Bucket, out KeyNode? root))
        {
            _buckets.Add(one.Bucket, root = new KeyNode(""));
        }

        Locate(root, one).Own.Add(one.Size, minute, one.IsMultipart);
    }

    /// <summary>Ends the pass: gives up what is under a hundredth of its parent, and the smallest above the number that is kept.</summary>
    public void Close()
    {
        foreach (KeyNode root in _buckets.Values)
        {
            Thin(root);
        }

        _nodes = Count();
        Shrink(MostNodes);
    }

    private KeyNode Locate(KeyNode root, in ListedObject one)
    {
        KeyNode node = root;
        node.Weigh(one.Size);
        ReadOnlySpan<char> rest = one.Key;
        for (int depth = 0; depth < Deepest && !one.IsKeyLost; depth++)
        {
            int slash = rest.IndexOf('/');
            if (slash <= 0)
            {
                break;
            }

            ReadOnlySpan<char> segment = rest[..slash];
            SegmentKind kind = SegmentKinds.Of(segment);
            if (kind != SegmentKind.Name)
            {
                node.Folded.Add(kind);
                break;
            }

            if (node.Find(segment) is not { } child)
            {
                if (IsGivenUp(node, segment))
                {
                    break;
                }

                child = node.Make(segment);
                if (++_nodes > MostWhileReading)
                {
                    Shrink(MostNodes, child);
                }
            }

            node = child;
            node.Weigh(one.Size);
            rest = rest[(slash + 1)..];
        }

        return node;
    }

    private bool IsGivenUp(KeyNode node, ReadOnlySpan<char> segment) =>
        node.HasGivenUp && (_givenUp.Count >= MostGivenUp || _givenUp.Contains((node, string.GetHashCode(segment, StringComparison.Ordinal))));

    // Leaves go first, the smallest before the others; one that was made just now and those above it stay.
    private void Shrink(int most, KeyNode? justMade = null)
    {
        while (_nodes > most)
        {
            (KeyNode Parent, KeyNode Child)[] leaves = [.. _buckets.Values.SelectMany(Leaves).Where(one => one.Child != justMade).OrderBy(one => one.Child.Bytes)];
            if (leaves.Length == 0)
            {
                return;
            }

            foreach ((KeyNode parent, KeyNode child) in leaves.Take(Math.Max(1, Math.Min(_nodes - most, leaves.Length / 2))))
            {
                GiveUp(parent, child);
            }
        }
    }

    private void GiveUp(KeyNode parent, KeyNode child)
    {
        ReadOnlySpan<char> name = child.Prefix.AsSpan(parent.Prefix.Length);
        _givenUp.Add((parent, string.GetHashCode(name[..^1], StringComparison.Ordinal)));
        parent.GiveUp(child);
        _nodes--;
    }

    private static void Thin(KeyNode node)
    {
        node.FoldHashes();
        foreach (KeyNode child in node.Children.ToArray())
        {
            Thin(child);
            if (child.Bytes < node.Bytes / 100)
            {
                node.GiveUp(child);
            }
        }
    }

    private int Count() => _buckets.Values.Sum(Below);

    private static int Below(KeyNode node) => node.Children.Sum(child => 1 + Below(child));

    private static IEnumerable<(KeyNode Parent, KeyNode Child)> Leaves(KeyNode node) =>
        node.Children.SelectMany(child => child.Children.Count == 0 ? [(node, child)] : Leaves(child));
}
