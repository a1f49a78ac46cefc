namespace S3Snowplow.Capacity;

/// <summary>Finds the longest of many prefixes that a text begins with, in time that grows with the logarithm of their number.</summary>
/// <remarks>
/// Sorted by code units. A prefix of a text sorts before it or equal, and so do all that lie between the two only if they share that prefix: so the
/// nearest entry at or before the text either is the longest prefix, or has it among its own prefixes, which <c>_parent</c> leads through.
/// </remarks>
internal sealed class PrefixTable<T>
{
    private readonly string[] _prefixes;
    private readonly T[] _values;

    // The longest other entry that the entry begins with; -1 for none.
    private readonly int[] _parent;

    // Only a guess, which is checked; so any thread may write it.
    private int _last;

    public PrefixTable(IEnumerable<KeyValuePair<string, T>> entries)
    {
        KeyValuePair<string, T>[] sorted = [.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        _prefixes = [.. sorted.Select(entry => entry.Key)];
        _values = [.. sorted.Select(entry => entry.Value)];
        _parent = new int[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            int parent = i - 1;
            while (parent >= 0 && !_prefixes[i].StartsWith(_prefixes[parent], StringComparison.Ordinal))
            {
                parent = _parent[parent];
            }

            _parent[i] = parent;
        }
    }

    public T this[int index] => _values[index];

    /// <summary>The longest prefix of the text, or -1.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        // Objects of one pipeline come one behind the other: the entry found last is often the next one's.
        int last = _last;
        if (last < _prefixes.Length && text.StartsWith(_prefixes[last], StringComparison.Ordinal) && (last + 1 == _prefixes.Length || text.SequenceCompareTo(_prefixes[last + 1]) < 0))
        {
            return last;
        }

        int found = Search(text);
        _last = Math.Max(0, found);
        return found;
    }

    private int Search(ReadOnlySpan<char> text)
    {
        int low = 0;
        int high = _prefixes.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (text.SequenceCompareTo(_prefixes[middle]) < 0)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }

        int found = high;
        while (found >= 0 && !text.StartsWith(_prefixes[found], StringComparison.Ordinal))
        {
            found = _parent[found];
        }

        return found;
    }

    /// <summary>The next shorter prefix of the same text, or -1.</summary>
    public int Shorter(int index) => _parent[index];

    /// <summary>The entries that begin with the text and are longer than it.</summary>
    public IEnumerable<(string Prefix, T Value)> Longer(string text)
    {
        int first = Array.BinarySearch(_prefixes, text, StringComparer.Ordinal);
        for (int i = first < 0 ? ~first : first + 1; i < _prefixes.Length && _prefixes[i].StartsWith(text, StringComparison.Ordinal); i++)
        {
            yield return (_prefixes[i], _values[i]);
        }
    }
}
