using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>
/// What was received, read from the documents that Snowplow's Elasticsearch loader wrote: bytes by minute of receipt and of event, capacities, and what was told last. Elasticsearch 6.3 to 9 and OpenSearch 1 to 3.
/// </summary>
/// <remarks>
/// <para>Objects, capacities and incidents are joined on the name in the pipeline entity, which all of them carry. Received is when the collector got an event (<see cref="ElasticsearchOptions.ReceiptField"/>).
/// Any event of an object or of a capacity is a sign of life of the source.</para>
/// <para>An event that is delivered again overwrites its document, which has a later time of receipt then. So from the second reading on, the bytes of an event minute are those of all its documents less those that were
/// counted before; the same finds what the loader wrote late, up to an hour. What was counted is remembered for a day, and kept with the judge's state.</para>
/// <para>Read is all of a time or nothing. How the fields are mapped is looked at before the first search, until all of them are there, and from then on once an hour and after a failure.</para>
/// </remarks>
public sealed class ElasticsearchReceivedMinutes : IReceivedMinutes, IDisposable
{
    // Each page of a search looks at all documents of the time that is asked for, and histograms within histograms grow with its square.
    private const int SliceMinutes = 60;

    // So long after its time of receipt a document may come into the store and still be found, if its event was no older than that.
    private const int LateMinutes = 60;

    private const int DedupMinutes = 1440;
    private const int MaxRanges = 64;
    private const byte Format = 1;

    // The incident that is open may be old; of each pipeline one document is read.
    private static readonly TimeSpan ToldWithin = TimeSpan.FromDays(30);

    private readonly EntityReader _reader;
    private readonly TimeProvider _time;
    private readonly CountedBytes _counted = new();
    private readonly SaidCapacities _said = new();
    private long? _origin;
    private long _next;

    /// <summary>Makes a reader.</summary>
    /// <param name="options">Where and what; do not change them afterwards.</param>
    /// <param name="http">Sends; without one, a client of its own that trusts the certificates which the system trusts and follows no redirects.</param>
    /// <param name="timeProvider">The clock of time limits; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ElasticsearchReceivedMinutes(ElasticsearchOptions options, HttpClient? http = null, TimeProvider? timeProvider = null)
        : this(options, http, timeProvider, static setting => setting)
    {
    }

    /// <summary>As the public one, and says in its messages what the settings are called where they are set.</summary>
    internal ElasticsearchReceivedMinutes(ElasticsearchOptions options, HttpClient? http, TimeProvider? timeProvider, Func<string, string> called)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate(called) is { Count: > 0 } errors)
        {
            throw new ArgumentException("The settings of Elasticsearch are not usable: " + string.Join(" ", errors), nameof(options));
        }

        _time = timeProvider ?? TimeProvider.System;
        _reader = new EntityReader(options, http, _time, called);
    }

    /// <summary>Two days: what is judged anew from them is the same but for rhythms of files that are rarer than every 16 hours.</summary>
    public TimeSpan Lookback => TimeSpan.FromHours(48);

    /// <inheritdoc/>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly; the message says why and what to do.</exception>
    public async IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginAt(first);

        // At the origin nothing was counted, and nothing is to be made up for.
        bool isFirst = first == _origin;
        List<CapacityStatement> capacities = await _reader.ReadCapacitiesAsync(first, until, cancellationToken).ConfigureAwait(false);
        ReceivedMinute[] minutes = [.. Enumerable.Range(0, (int)Math.Min(SliceMinutes, Math.Max(0, until - first))).Select(_ => new ReceivedMinute(first))];
        for (long start = first; start < until; start += SliceMinutes)
        {
            long end = Math.Min(start + SliceMinutes, until);
            for (long minute = start; minute < end; minute++)
            {
                minutes[minute - start].Reset(minute);
            }

            await CountAsync(minutes, start, end, isFirst, cancellationToken).ConfigureAwait(false);
            Say(capacities, minutes, start, end);
            _next = end;
            for (long minute = start; minute < end; minute++)
            {
                yield return minutes[minute - start];
            }
        }

        _counted.Forget(until - DedupMinutes);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Save(long until)
    {
        if (_origin is not { } origin)
        {
            return default;
        }

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write7BitEncodedInt64(origin);
            writer.Write7BitEncodedInt64(Math.Min(_next, until));
            _said.Write(writer, until);
            _counted.Write(writer, until);
        }

        return stream.ToArray();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlyMemory<byte> saved)
    {
        Clear();
        if (saved.IsEmpty)
        {
            return;
        }

        using var reader = new BinaryReader(new MemoryStream(saved.ToArray()), Encoding.UTF8);
        try
        {
            byte format = reader.ReadByte();
            if (format != Format)
            {
                throw new InvalidDataException($"What was counted is of format {format}, and {Format} is known.");
            }

            (_origin, _next) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            _said.Read(reader);
            _counted.Read(reader);
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            Clear();
            throw new InvalidDataException("What was counted is damaged.", exception);
        }
    }

    /// <inheritdoc/>
    public void Release(long until) => _counted.Release(until);

    /// <inheritdoc/>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly; the message says why and what to do.</exception>
    public async Task<IReadOnlyList<ToldTransition>?> ReadToldAsync(CancellationToken cancellationToken = default) =>
        await _reader.ReadToldAsync(_time.GetUtcNow() - ToldWithin, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void BeginAt(long first)
    {
        if (_origin is null || first < _origin)
        {
            Clear();
            (_origin, _next) = (first, first);
            return;
        }

        // What was read and is asked for again was not folded.
        _counted.TakeBack(first);
        _said.TakeBack(first);
        _next = Math.Min(_next, first);
    }

    private void Clear()
    {
        _counted.Clear();
        _said.Clear();
        (_origin, _next) = (null, 0);
    }

    private async Task CountAsync(ReceivedMinute[] minutes, long start, long end, bool isFirst, CancellationToken cancellationToken)
    {
        List<ReceivedCell> cells = await _reader.ReadCellsAsync(start, end, cancellationToken).ConfigureAwait(false);
        Dictionary<(string Pipeline, long Minute), long> fresh = isFirst ? [] : await ReadFreshAsync(cells, start, end, cancellationToken).ConfigureAwait(false);
        foreach (ReceivedCell cell in cells)
        {
            minutes[cell.Receipt - start].AddSign();
            long bytes = cell.Bytes;
            ref long left = ref CollectionsMarshal.GetValueRefOrNullRef(fresh, (cell.Pipeline, cell.Minute));
            if (!Unsafe.IsNullRef(ref left))
            {
                bytes = Math.Min(bytes, left);
                left -= bytes;
            }

            Add(cell.Pipeline, cell.Minute, bytes, cell.Receipt);
        }

        // What came into the store when its minute of receipt was given already.
        foreach (((string pipeline, long minute), long bytes) in fresh)
        {
            if (minute >= start - LateMinutes)
            {
                Add(pipeline, minute, bytes, start);
            }
        }

        void Add(string pipeline, long minute, long bytes, long receipt)
        {
            if (bytes > 0)
            {
                minutes[receipt - start].AddArrived(pipeline, minute, bytes);
                _counted.Add(pipeline, minute, bytes, receipt);
            }
        }
    }

    /// <summary>The bytes that were not counted yet, of the event minutes of the last hour, and of those before of which some were.</summary>
    private async Task<Dictionary<(string Pipeline, long Minute), long>> ReadFreshAsync(List<ReceivedCell> cells, long start, long end, CancellationToken cancellationToken)
    {
        long recent = start - LateMinutes;
        SortedSet<long> older = [.. cells.Where(cell => cell.Minute < recent && cell.Bytes > 0 && _counted.Of(cell.Pipeline, cell.Minute) is not null).Select(cell => cell.Minute)];
        List<(long First, long Until)> ranges = [.. Ranges(older), (recent, end)];
        Dictionary<(string, long), long> fresh = [];
        foreach (ReceivedCell whole in await _reader.ReadWholeAsync(ranges, _origin!.Value, end, cancellationToken).ConfigureAwait(false))
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

    private void Say(List<CapacityStatement> capacities, ReceivedMinute[] minutes, long start, long end)
    {
        foreach (CapacityStatement statement in capacities)
        {
            long receipt = statement.Received / 60_000;
            if (receipt < start || receipt >= end)
            {
                continue;
            }

            minutes[receipt - start].AddSign();
            if (_said.Add(statement, receipt))
            {
                minutes[receipt - start].AddCapacity(statement.Pipeline, new CapacityEntry(Math.Max(statement.EffectiveFrom, statement.Received), statement.BytesPerHour));
            }
        }
    }
}
