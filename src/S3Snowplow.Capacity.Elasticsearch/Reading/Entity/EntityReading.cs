using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>Reads the sums that the cluster makes by the name in the pipeline entity, and counts each event once: by difference.</summary>
/// <remarks>
/// An event that is delivered again overwrites its document, which has a later time of receipt then. So from the second reading on, the bytes of an event minute are those of all its documents less those that were counted
/// before; the same finds what the loader wrote late.
/// </remarks>
internal sealed class EntityReading(IndexSearch index, SaidCapacities said) : IReadingForm
{
    // So long after its time of receipt a document may come into the store and still be found, if its event was no older than that.
    private const int LateMinutes = 60;

    private const int RememberedMinutes = 1440;
    private const int MaxRanges = 64;

    private readonly EntityReader _reader = new(index);
    private readonly CountedBytes _counted = new();
    private List<CapacityStatement> _capacities = [];
    private long _origin;
    private long _unjoined;
    private bool _isJoined;

    /// <inheritdoc/>
    public ElasticsearchForm Form => ElasticsearchForm.Entity;

    /// <inheritdoc/>
    public IEnumerable<(string Kind, string Text)> Warnings => _unjoined == 0 ? [] :
    [
        ("join", string.Create(
            CultureInfo.InvariantCulture,
            $"{_unjoined:N0} object events, none with a name in {index.Fields.Pipeline}: sums are made by that. Let the relays add the pipeline entity, or set {index.Fields.Called(nameof(ElasticsearchOptions.Form))} to {nameof(ElasticsearchForm.Documents)}, which needs none.")),
    ];

    /// <inheritdoc/>
    public async Task BeginAsync(long origin, long first, long until, CancellationToken cancellationToken)
    {
        (_origin, _unjoined, _isJoined) = (origin, 0, false);
        _counted.Forget(first - RememberedMinutes);
        _capacities = await _reader.ReadCapacitiesAsync(first, until, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ReadSliceAsync(ReadOnlyMemory<ReceivedMinute> minutes, CancellationToken cancellationToken)
    {
        long start = minutes.Span[0].Receipt;
        long end = start + minutes.Length;
        said.Say(_capacities, minutes.Span);
        List<ReceivedCell> cells = await _reader.ReadCellsAsync(start, end, cancellationToken).ConfigureAwait(false);
        await LookForUnjoinedAsync(cells, start, end, cancellationToken).ConfigureAwait(false);

        // At the origin nothing was counted, and nothing is to be made up for.
        Dictionary<(string Pipeline, long Minute), long> fresh = start == _origin ? [] : await ReadFreshAsync(cells, start, end, cancellationToken).ConfigureAwait(false);
        foreach (ReceivedCell cell in cells)
        {
            ReceivedMinute minute = minutes.Span[(int)(cell.Receipt - start)];
            minute.AddSign();
            if (cell is { IsArrival: true, Bytes: 0 })
            {
                minute.AddArrived(cell.Pipeline, cell.Minute, 0);
            }

            long bytes = cell.Bytes;
            ref long left = ref CollectionsMarshal.GetValueRefOrNullRef(fresh, (cell.Pipeline, cell.Minute));
            if (!Unsafe.IsNullRef(ref left))
            {
                bytes = Math.Min(bytes, left);
                left -= bytes;
            }

            Add(minute, cell.Pipeline, cell.Minute, bytes);
        }

        // What came into the store when its minute of receipt was given already.
        foreach (((string pipeline, long minute), long bytes) in fresh)
        {
            if (minute >= start - LateMinutes)
            {
                Add(minutes.Span[0], pipeline, minute, bytes);
            }
        }
    }

    /// <inheritdoc/>
    public Task<List<ToldTransition>> ReadToldAsync(DateTimeOffset since, CancellationToken cancellationToken) => _reader.ReadToldAsync(since, cancellationToken);

    /// <inheritdoc/>
    public void TakeBack(long minute) => _counted.TakeBack(minute);

    /// <inheritdoc/>
    public void Release(long minute) => _counted.Release(minute);

    /// <inheritdoc/>
    public void Clear(long forgottenBefore = long.MinValue) => _counted.Clear();

    /// <inheritdoc/>
    public void Write(BinaryWriter writer, long until) => _counted.Write(writer, until);

    /// <inheritdoc/>
    public void Read(BinaryReader reader) => _counted.Read(reader);

    // Events without the entity are in no sum: bytes that never came look the same.
    private async Task LookForUnjoinedAsync(List<ReceivedCell> cells, long start, long end, CancellationToken cancellationToken)
    {
        _isJoined |= cells.Exists(cell => cell.IsArrival);
        _unjoined = _isJoined ? 0 : _unjoined + await _reader.CountObjectsAsync(start, end, cancellationToken).ConfigureAwait(false);
    }

    private void Add(ReceivedMinute into, string pipeline, long minute, long bytes)
    {
        if (bytes > 0)
        {
            into.AddArrived(pipeline, minute, bytes);
            _counted.Add(pipeline, minute, bytes, into.Receipt);
        }
    }

    /// <summary>The bytes that were not counted yet, of the event minutes of the last hour, and of those before of which some were.</summary>
    private async Task<Dictionary<(string Pipeline, long Minute), long>> ReadFreshAsync(List<ReceivedCell> cells, long start, long end, CancellationToken cancellationToken)
    {
        long recent = start - LateMinutes;
        SortedSet<long> older = [.. cells.Where(cell => cell.Minute < recent && cell.Bytes > 0 && _counted.Of(cell.Pipeline, cell.Minute) is not null).Select(cell => cell.Minute)];
        List<(long First, long Until)> ranges = [.. Ranges(older), (recent, end)];
        Dictionary<(string, long), long> fresh = [];
        foreach (ReceivedCell whole in await _reader.ReadWholeAsync(ranges, _origin, end, cancellationToken).ConfigureAwait(false))
        {
            long? counted = _counted.Of(whole.Pipeline, whole.Minute);
            if (whole.Minute >= recent || counted is not null)
            {
                fresh[(whole.Pipeline, whole.Minute)] = Math.Max(0, whole.Bytes - (counted ?? 0));
            }
        }

        return fresh;
    }

    // Few enough for a query: those that are nearest to each other become one.
    private static List<(long First, long Until)> Ranges(SortedSet<long> minutes)
    {
        for (long gap = 1; ; gap *= 4)
        {
            List<(long First, long Until)> ranges = [];
            foreach (long minute in minutes)
            {
                if (ranges is [.., var last] && minute - last.Until < gap)
                {
                    ranges[^1] = (last.First, minute + 1);
                }
                else
                {
                    ranges.Add((minute, minute + 1));
                }
            }

            if (ranges.Count < MaxRanges)
            {
                return ranges;
            }
        }
    }
}
