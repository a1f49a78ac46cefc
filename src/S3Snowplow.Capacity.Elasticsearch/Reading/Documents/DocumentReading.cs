using System.Runtime.InteropServices;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads the documents of a time of receipt, joins them with the inputs of the pipelines, and counts each event once.</summary>
/// <remarks>
/// <para>An event that is delivered again overwrites its document, which is found in a later minute of receipt then; in two indices it is two documents. Either way its id is known.</para>
/// <para>What the loader wrote late stands in a minute that was read already. The number of documents in each of the last minutes shows it: where it is another than it was, the minute is read again.</para>
/// </remarks>
internal sealed class DocumentReading : IReadingForm
{
    // So long after its time of receipt a document may come into the store and still be found.
    private const int LateMinutes = 60;

    private const int RememberedMinutes = 1440;
    private const int EndOfTimeMinutes = 366 * 1440;

    private readonly IndexSearch _index;
    private readonly DocumentPages _pages;
    private readonly ObjectDocumentReader _reader;
    private readonly PipelineInputs _inputs;
    private readonly SaidCapacities _said;
    private readonly CountedEvents _events;
    private readonly ReadMinutes _read = new();
    private readonly JoinReport _report = new();
    private readonly DocumentSearch _capacities;
    private long _origin;
    private bool _isFirst;
    private bool _isOther;

    public DocumentReading(IndexSearch index, LiveBands? bands, SaidCapacities said, TimeProvider time)
    {
        (_index, _said, _inputs) = (index, said, new PipelineInputs(bands, time));
        (_pages, _reader, _events) = (new DocumentPages(index), new ObjectDocumentReader(index.Fields), new CountedEvents(index.Options.RememberedEvents));
        _capacities = new DocumentSearch(index.Fields, [index.Fields.Capacity], [index.Fields.Pipeline, index.Fields.EffectiveFrom, index.Fields.BytesPerHour, index.Fields.Inputs]);
    }

    /// <inheritdoc/>
    public ElasticsearchForm Form => ElasticsearchForm.Documents;

    /// <inheritdoc/>
    public IEnumerable<(string Kind, string Text)> Warnings =>
    [
        .. _report.Warnings(_inputs, _index.Fields, _index.Options.RememberedEvents),
        .. _isOther ? ((string, string)[])[("layout", $"There are no object events of {_index.Options.EventSchema}, but some of {Mapping.IgluCentralMapper.DefaultSchema}. Set {_index.Fields.Called(nameof(ElasticsearchOptions.EventSchema))} to that to judge from them.")] : [],
    ];

    /// <summary>The search for object events.</summary>
    /// <param name="fields">The names of the fields.</param>
    /// <param name="withEntity">Whether the name in the pipeline entity is asked for too.</param>
    public static DocumentSearch Objects(ElasticsearchFields fields, bool withEntity)
    {
        string[] source = ["event_id", fields.Time, fields.EventName, fields.Bucket, fields.Key, fields.Size];
        return new DocumentSearch(fields, [fields.ObjectEvent], withEntity ? [.. source, fields.Pipeline] : source);
    }

    /// <inheritdoc/>
    public Task BeginAsync(long origin, long first, long until, CancellationToken cancellationToken)
    {
        // At the origin nothing was counted, and nothing is to be made up for.
        (_origin, _isFirst) = (origin, first == origin);
        _events.Forget(first - RememberedMinutes);
        _inputs.Forget(first);
        _report.Clear();
        return _isFirst ? LookForOthersAsync(first, until, cancellationToken) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ReadSliceAsync(ReadOnlyMemory<ReceivedMinute> minutes, CancellationToken cancellationToken)
    {
        long start = minutes.Span[0].Receipt;
        long end = start + minutes.Length;
        await ReadCapacitiesAsync(minutes, start, end, cancellationToken).ConfigureAwait(false);
        _read.Begin(start, end);
        DocumentSearch search = Objects(_index.Fields, withEntity: _inputs.IsEmpty);
        await _pages.ReadAsync(search, start, end, (hit, received) => Take(minutes.Span[(int)(received / IndexSearch.MillisecondsInMinute - start)], hit, received, isLate: false), cancellationToken).ConfigureAwait(false);
        if (!_isFirst)
        {
            await ReadLateAsync(search, minutes, start, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<List<ToldTransition>> ReadToldAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        ElasticsearchFields fields = _index.Fields;
        var search = new DocumentSearch(fields, fields.Incidents, [fields.Time, fields.Pipeline, .. fields.Incidents]);
        var told = new ToldReading(fields);
        long first = since.ToUnixTimeMilliseconds() / IndexSearch.MillisecondsInMinute;

        // To the end of time, nearly: what was sent just now may be in the future for this machine's clock.
        await _pages.ReadAsync(search, first, first + EndOfTimeMinutes, (hit, _) => told.Take(hit), cancellationToken).ConfigureAwait(false);
        return told.Last();
    }

    /// <inheritdoc/>
    public void TakeBack(long minute) => _read.Distrust(_events.TakeBack(minute));

    /// <inheritdoc/>
    public void Release(long minute) => _events.Release(minute);

    /// <inheritdoc/>
    public void Clear(long forgottenBefore = long.MinValue)
    {
        _events.Clear(forgottenBefore);
        _read.Clear();
        _inputs.Clear();
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer, long until)
    {
        _inputs.Write(writer);
        IReadOnlyCollection<long> leftOut = _events.Write(writer, until);
        _read.Write(writer, until - LateMinutes, until, leftOut);
    }

    /// <inheritdoc/>
    public void Read(BinaryReader reader)
    {
        _inputs.Read(reader);
        _events.Read(reader);
        _read.Read(reader);
    }

    private async Task ReadCapacitiesAsync(ReadOnlyMemory<ReceivedMinute> minutes, long start, long end, CancellationToken cancellationToken)
    {
        List<CapacityStatement> statements = [];
        await _pages.ReadAsync(_capacities, start, end, (hit, received) => statements.AddRange(CapacityDocument.Read(hit, received, _index.Fields)), cancellationToken).ConfigureAwait(false);
        foreach (CapacityStatement statement in statements)
        {
            _inputs.State(statement, statement.Received / IndexSearch.MillisecondsInMinute);
        }

        _said.Say(statements, minutes.Span);
    }

    private void Take(ReceivedMinute into, JsonElement hit, long received, bool isLate)
    {
        ObjectDocument document = _reader.Read(JsonMarshal.GetRawUtf8Value(hit));
        long receipt = received / IndexSearch.MillisecondsInMinute;
        if (!isLate)
        {
            _read.Add(receipt);
            into.AddSign();
        }

        if (!document.IsArrival)
        {
            return;
        }

        string? arrived = _inputs.Arrived(document.Bucket, document.Key) ?? document.Pipeline;
        string? done = _inputs.Done(document.Bucket, document.Key);
        _report.Add(document, arrived is not null || done is not null);
        if (arrived is null && done is null)
        {
            return;
        }

        long minute = (long)Math.Floor((document.Time ?? received) / (double)IndexSearch.MillisecondsInMinute);
        if (minute < _events.ForgottenBefore && document.Version > 1 && !_events.Contains(document.Id))
        {
            _report.AddRepeated(document.Bytes);
            return;
        }

        if (!_events.Add(document.Id, receipt, into.Receipt, out long? movedFrom))
        {
            // A document that was written once stands where it stood; the other one is in another index.
            if (movedFrom is { } former && document.Version != 1)
            {
                _read.Remove(former);
            }

            return;
        }

        if (arrived is not null)
        {
            into.AddArrived(arrived, minute, document.Bytes);
        }

        if (done is not null)
        {
            into.AddDone(done, minute, document.Bytes);
        }
    }

    private async Task ReadLateAsync(DocumentSearch search, ReadOnlyMemory<ReceivedMinute> minutes, long start, CancellationToken cancellationToken)
    {
        long first = Math.Max(_origin, start - LateMinutes);
        if (first >= start)
        {
            return;
        }

        Dictionary<long, long> counts = await ReadCountsAsync(search, first, start, cancellationToken).ConfigureAwait(false);
        foreach ((long from, long until) in _read.Changed(counts, first, start))
        {
            _read.Begin(from, until);
            await _pages.ReadAsync(
                search,
                from,
                until,
                (hit, received) =>
                {
                    _read.Add(received / IndexSearch.MillisecondsInMinute);
                    Take(minutes.Span[0], hit, received, isLate: true);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<long, long>> ReadCountsAsync(DocumentSearch search, long first, long until, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await _index.AskAsync(
            AnswerCompleteness.Search, writer => search.WriteCounts(writer, _index.Interval, first * IndexSearch.MillisecondsInMinute, until * IndexSearch.MillisecondsInMinute), cancellationToken).ConfigureAwait(false);
        return ElasticsearchAnswer.Member(answer.RootElement, "aggregations", "minutes", "buckets").EnumerateArray().ToDictionary(
            bucket => ElasticsearchAnswer.Member(bucket, "key").GetInt64() / IndexSearch.MillisecondsInMinute, bucket => ElasticsearchAnswer.Member(bucket, "doc_count").GetInt64());
    }

    // Events of another layout than the one that is looked for would be passed over in silence.
    private async Task LookForOthersAsync(long first, long until, CancellationToken cancellationToken)
    {
        _isOther = false;
        if (_index.Fields.IsIgluCentral || first >= until || (await ReadCountsAsync(Objects(_index.Fields, withEntity: false), first, until, cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            return;
        }

        var central = new DocumentSearch(_index.Fields, [LoaderField.OfEvent(Mapping.IgluCentralMapper.DefaultSchema)], []);
        _isOther = (await ReadCountsAsync(central, first, until, cancellationToken).ConfigureAwait(false)).Count > 0;
    }
}
