using System.Globalization;
using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>What of a reading belongs to no pipeline: fields that hold no joined bytes look like bytes that never came.</summary>
internal sealed class JoinReport
{
    // A page of names helps nobody.
    private const int MostNames = 5;
    private const int MostBuckets = 1_000;

    private readonly SortedDictionary<string, long> _others = new(StringComparer.Ordinal);
    private long _joined;
    private long _other;
    private long _repeated;
    private long _repeatedBytes;
    private long _timeless;

    /// <summary>How many object events were read.</summary>
    public long Objects { get; private set; }

    /// <summary>Notes an object event.</summary>
    public void Add(in ObjectDocument document, bool isJoined)
    {
        Objects++;
        _timeless += document.Time is null ? 1 : 0;
        if (isJoined)
        {
            _joined++;
            return;
        }

        _other++;
        if (_others.Count < MostBuckets || _others.ContainsKey(document.Bucket))
        {
            _others[document.Bucket] = _others.GetValueOrDefault(document.Bucket) + 1;
        }
    }

    /// <summary>Notes an event that was written again, and of which is not known any more whether it was counted.</summary>
    public void AddRepeated(long bytes) => (_repeated, _repeatedBytes) = (_repeated + 1, _repeatedBytes + bytes);

    /// <summary>Begins a reading.</summary>
    public void Clear()
    {
        _others.Clear();
        (Objects, _joined, _other, _repeated, _repeatedBytes, _timeless) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>What is to be told of the reading, for people.</summary>
    public IEnumerable<(string Kind, string Text)> Warnings(PipelineInputs inputs, ElasticsearchFields fields, int remembered)
    {
        (string Name, IReadOnlyList<PipelineInput> Inputs)[] pipelines = [.. inputs.Pipelines];
        if (_joined == 0 && _other > 0)
        {
            string whose = pipelines.Length == 0 ? "no pipeline is known: there are no bands, and no capacities in the indices"
                : pipelines.All(one => one.Inputs.Count == 0) ? $"no inputs are known of {Names(pipelines.Select(one => one.Name))}: the capacities in the indices state none, and there are no bands"
                : $"none in an input of {Names(pipelines.Select(one => $"{one.Name} ({string.Join("; ", one.Inputs.Take(MostNames).Select(Describe))})"))}";
            yield return ("join", string.Create(CultureInfo.InvariantCulture, $"{_other:N0} object events, {whose}; buckets seen: {Names(_others.OrderByDescending(one => one.Value).Select(one => one.Key))}."));
        }

        if (_timeless > 0)
        {
            yield return ("time", string.Create(CultureInfo.InvariantCulture, $"{_timeless:N0} object events have no usable {fields.Time}; their bytes are taken for those of the minute in which they were received."));
        }

        if (_repeated > 0)
        {
            yield return ("again", string.Create(
                CultureInfo.InvariantCulture,
                $"{_repeated:N0} object events ({_repeatedBytes:N0} bytes) were written again after more than {remembered:N0} others, or after more than a day. Whether they were counted is not known any more; they are not counted now. Raise {fields.Called(nameof(ElasticsearchOptions.RememberedEvents))}, or use the entity form."));
        }
    }

    private static string Describe(PipelineInput input) => input.Prefix.Length == 0 ? $"bucket {input.Bucket}" : $"bucket {input.Bucket}, prefix {input.Prefix}";

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string shown = string.Join(", ", all.Take(MostNames));
        return all.Length > MostNames ? string.Create(CultureInfo.InvariantCulture, $"{shown} and {all.Length - MostNames:N0} more") : shown;
    }
}
