using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>Names versions of a source that has only content: the content's hash, so that the same content gives the same event ids whatever the file's time and whoever reads it.</summary>
/// <remarks>
/// Content that comes back after other content is a change of its own: its second coming is <c>HASH.2</c>, its third <c>HASH.3</c>. This is remembered while the process lives, and in the
/// source's cursor where it has one.
/// </remarks>
internal sealed class ContentRevisions
{
    // A change a minute for a week; beyond that, what came back first is forgotten first.
    private const int Max = 10_000;

    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <param name="known">What was remembered.</param>
    public ContentRevisions(IEnumerable<ContentCount> known)
    {
        foreach (ContentCount content in known)
        {
            _times[content.Hash] = content.Times;
            _order.Enqueue(content.Hash);
        }
    }

    /// <summary>What is remembered, the oldest first.</summary>
    public IReadOnlyList<ContentCount> Known => [.. _order.Select(hash => new ContentCount(hash, _times[hash]))];

    /// <summary>The revision of content that takes effect now.</summary>
    public string Next(string hash)
    {
        int times = _times.GetValueOrDefault(hash) + 1;
        _times[hash] = times;
        if (times > 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{hash}.{times}");
        }

        _order.Enqueue(hash);
        if (_order.Count > Max)
        {
            _times.Remove(_order.Dequeue());
        }

        return hash;
    }
}
