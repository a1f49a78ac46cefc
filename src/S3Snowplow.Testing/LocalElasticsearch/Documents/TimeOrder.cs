namespace S3Snowplow.Testing;

/// <summary>
/// The documents of one index in the order of a time: a search for an interval looks at the documents of the interval, whatever else is there. A document that has several
/// times is there with each.
/// </summary>
internal sealed class TimeOrder(int field)
{
    private readonly List<Entry> _entries = [];

    private bool _isSorted = true;

    private int _replaced;

    /// <summary>Whether a document is there more than once.</summary>
    public bool HasSeveral { get; private set; }

    public void Add(StoredDocument document)
    {
        object[] times = document.Values.All(field);
        HasSeveral |= times.Length > 1;
        foreach (long time in times)
        {
            var entry = new Entry(time, document);
            _isSorted &= _entries.Count == 0 || Compare(_entries[^1], entry) <= 0;
            _entries.Add(entry);
        }
    }

    /// <summary>Has to be told of each document that was replaced, so that it is forgotten some time.</summary>
    public void Forget(StoredDocument replaced)
    {
        _replaced += replaced.Values.All(field).Length;
        if (_replaced > 1_000 && _replaced > _entries.Count / 2)
        {
            _ = _entries.RemoveAll(entry => entry.Document.IsReplaced);
            _replaced = 0;
        }
    }

    /// <summary>How many documents are in an interval, those that were replaced among them.</summary>
    public int Count(long from, long to) => Math.Max(0, Place(to) - Place(from));

    /// <summary>Whether an interval has a part between the first and the last time.</summary>
    public bool Overlaps(long from, long to) => Place(long.MinValue) < _entries.Count && from <= _entries[^1].Time && to > _entries[0].Time;

    /// <summary>The documents of an interval, by time and, within one, in the order in which they were written.</summary>
    /// <param name="from">The first time in it.</param>
    /// <param name="to">The first time after it.</param>
    public IEnumerable<StoredDocument> Between(long from, long to)
    {
        int end = Place(to);
        for (int at = Place(from); at < end; at++)
        {
            if (!_entries[at].Document.IsReplaced)
            {
                yield return _entries[at].Document;
            }
        }
    }

    // The place of the first entry that is not before a time.
    private int Place(long time)
    {
        if (!_isSorted)
        {
            _entries.Sort(Compare);
            _isSorted = true;
        }

        int low = 0;
        for (int high = _entries.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _entries[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int Compare(Entry one, Entry other) =>
        one.Time.CompareTo(other.Time) is not 0 and var order ? order : one.Document.Sequence.CompareTo(other.Document.Sequence);

    private readonly record struct Entry(long Time, StoredDocument Document);
}
