using System.Runtime.InteropServices;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>An index of one shard. Guarded by the gate of its <see cref="LocalElasticsearch"/>.</summary>
internal sealed class StoredIndex(string name, IndexMapping mapping, IndexSettings settings)
{
    private readonly Dictionary<string, StoredDocument> _byId = new(StringComparer.Ordinal);

    private readonly List<StoredDocument> _written = [];

    private readonly Dictionary<int, TimeOrder> _times = [];

    private long _nextSequence;

    public string Name => name;

    public IndexMapping Mapping => mapping;

    public IndexSettings Settings => settings;

    /// <summary>The data stream whose part it is.</summary>
    public string? DataStream { get; init; }

    public bool IsClosed { get; set; }

    /// <summary>Whether its shard has no node, by its settings or since a restart.</summary>
    public bool IsUnassigned => IsLost || settings.IsUnassigned;

    /// <summary>Whether its shard has no node since a restart, or since a test took it away.</summary>
    public bool IsLost { get; set; }

    /// <summary>How many documents there are.</summary>
    public int Count => _byId.Count;

    /// <summary>The documents in the order in which they were last written.</summary>
    public IEnumerable<StoredDocument> Documents => _written.Where(document => !document.IsReplaced);

    public StoredDocument? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The documents by a field that holds times. It is made at the first call, and kept up to date from then on.</summary>
    public TimeOrder ByTime(int field)
    {
        if (!_times.TryGetValue(field, out TimeOrder? times))
        {
            _times[field] = times = new TimeOrder(field);
            foreach (StoredDocument document in Documents)
            {
                times.Add(document);
            }
        }

        return times;
    }

    /// <summary>Writes a document over the one with the same id.</summary>
    /// <exception cref="ElasticsearchError">It does not fit the mapping; nothing was written.</exception>
    public StoredDocument Put(string id, JsonElement source)
    {
        DocumentValues values;
        try
        {
            values = DocumentReader.Read(source, id, this);
        }
        catch (ElasticsearchError error) when (error.CausedBy?.Type == "max_bytes_length_exceeded_exception")
        {
            // Found only where it is written, where the servers had given it a number already (13, 14).
            _nextSequence++;
            throw;
        }

        StoredDocument? before = Find(id);
        var written = new StoredDocument(this, id, JsonMarshal.GetRawUtf8Value(source).ToArray(), values, (before?.Version ?? 0) + 1, _nextSequence++);
        _byId[id] = written;
        Replace(before);
        _written.Add(written);
        foreach (TimeOrder times in _times.Values)
        {
            times.Add(written);
        }

        return written;
    }

    private void Replace(StoredDocument? before)
    {
        if (before is null)
        {
            return;
        }

        before.IsReplaced = true;
        foreach (TimeOrder times in _times.Values)
        {
            times.Forget(before);
        }

        if (_written.Count > 1_000 && _written.Count > 2 * _byId.Count)
        {
            _ = _written.RemoveAll(document => document.IsReplaced);
        }
    }
}
