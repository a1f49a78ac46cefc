using System.Buffers;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Sends the searches of <see cref="EntityQuery"/>, page by page, and gives what they find: all of it, or nothing.</summary>
internal sealed class EntityReader : IDisposable
{
    private readonly ElasticsearchOptions _options;
    private readonly ElasticsearchFields _fields;
    private readonly ElasticsearchClient _client;
    private readonly TimeProvider _time;
    private string _interval = ElasticsearchSearch.FixedInterval;
    private long? _checked;

    public EntityReader(ElasticsearchOptions options, HttpClient? http, TimeProvider time, Func<string, string> called)
    {
        (_options, _fields, _time) = (options, new ElasticsearchFields(options, called), time);
        _client = new ElasticsearchClient(options, _fields, http, time);
    }

    private delegate void WriteSearch(Utf8JsonWriter writer, in ElasticsearchSearch search);

    /// <summary>The cells of a time of receipt, in the order of receipt.</summary>
    public async Task<List<ReceivedCell>> ReadCellsAsync(long first, long until, CancellationToken cancellationToken)
    {
        List<ReceivedCell> cells = await SearchAsync(
            (Utf8JsonWriter writer, in ElasticsearchSearch search) => EntityQuery.WriteCells(writer, search, first, until), ElasticsearchAnswer.Cell, _options.MaxBuckets, cancellationToken).ConfigureAwait(false);
        return Array.TrueForAll([.. cells], cell => cell.Receipt >= first && cell.Receipt < until)
            ? [.. cells.OrderBy(cell => cell.Receipt)]
            : throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"The answer has a time of receipt that was not asked for. Does {_fields.Receipt} hold one time, the collector's?");
    }

    /// <summary>All bytes of event minutes that were received in a time.</summary>
    public Task<List<ReceivedCell>> ReadWholeAsync(IReadOnlyList<(long First, long Until)> minutes, long since, long until, CancellationToken cancellationToken) => SearchAsync(
        (Utf8JsonWriter writer, in ElasticsearchSearch search) => EntityQuery.WriteWhole(writer, search, minutes, since, until), ElasticsearchAnswer.Whole, _options.MaxBuckets, cancellationToken);

    /// <summary>The capacities that were received in a time, in the order of their receipt.</summary>
    public async Task<List<CapacityStatement>> ReadCapacitiesAsync(long first, long until, CancellationToken cancellationToken)
    {
        List<CapacityStatement> capacities = await SearchAsync(
            (Utf8JsonWriter writer, in ElasticsearchSearch search) => EntityQuery.WriteCapacities(writer, search, first, until), ElasticsearchAnswer.Capacity, _options.MaxBuckets, cancellationToken).ConfigureAwait(false);
        return [.. capacities.OrderBy(one => one.Received).ThenBy(one => one.EffectiveFrom)];
    }

    /// <summary>What was told last of each pipeline and of the sources, and of each pipeline's incidents.</summary>
    public async Task<List<ToldTransition>> ReadToldAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        List<ToldTransition> told = [];
        foreach (bool ofSources in (bool[])[false, true])
        {
            List<ToldTransition[]> read = await SearchAsync(
                (Utf8JsonWriter writer, in ElasticsearchSearch search) => EntityQuery.WriteTold(writer, search, since, ofSources),
                bucket => ElasticsearchAnswer.Told(bucket, _fields, ofSources).ToArray(),
                _options.PageSize,
                cancellationToken).ConfigureAwait(false);
            told.AddRange(read.SelectMany(one => one));
        }

        return told;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks page by page.</summary>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly.</exception>
    private async Task<List<T>> SearchAsync<T>(WriteSearch write, Func<JsonElement, T> read, int pageSize, CancellationToken cancellationToken)
    {
        try
        {
            await CheckMappingAsync(cancellationToken).ConfigureAwait(false);
            List<T> found = [];
            JsonElement? after = null;
            do
            {
                using JsonDocument answer = await AskAsync(write, pageSize, after, cancellationToken).ConfigureAwait(false);
                JsonElement buckets = ElasticsearchAnswer.Buckets(answer.RootElement, _fields, _options.IndexPattern);
                found.AddRange(buckets.EnumerateArray().Select(read));
                int count = buckets.GetArrayLength();
                after = count < pageSize ? null : ElasticsearchAnswer.Member(buckets[count - 1], "key").Clone();
            }
            while (after is not null);

            return found;
        }
        catch (ElasticsearchException)
        {
            _checked = null;
            throw;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"The answer is not that of an Elasticsearch, or a document is not of its schema: {exception.Message}", exception);
        }
    }

    private async Task<JsonDocument> AskAsync(WriteSearch write, int pageSize, JsonElement? after, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.AskAsync(AnswerCompleteness.Search, Body(write, pageSize, after), cancellationToken).ConfigureAwait(false);
        }
        catch (ElasticsearchException exception) when (exception.Problem == ElasticsearchProblem.Refused && exception.Message.Contains(ElasticsearchSearch.FixedInterval, StringComparison.Ordinal) && _interval == ElasticsearchSearch.FixedInterval)
        {
            // The word came with Elasticsearch 7.2.
            _interval = ElasticsearchSearch.OldInterval;
            return await _client.AskAsync(AnswerCompleteness.Search, Body(write, pageSize, after), cancellationToken).ConfigureAwait(false);
        }
    }

    // Daily indices come and go: once an hour is soon enough to see a new one that is mapped otherwise, and costs nothing.
    private async Task CheckMappingAsync(CancellationToken cancellationToken)
    {
        if (_checked is { } at && _time.GetElapsedTime(at) < TimeSpan.FromHours(1))
        {
            return;
        }

        using JsonDocument answer = await _client.AskAsync($"_field_caps?fields={MappingCheck.Fields(_fields)}", body: null, cancellationToken).ConfigureAwait(false);
        _checked = MappingCheck.Check(answer.RootElement, _fields) ? _time.GetTimestamp() : null;
    }

    private ReadOnlyMemory<byte> Body(WriteSearch write, int pageSize, JsonElement? after)
    {
        var body = new ArrayBufferWriter<byte>(4 * 1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            write(writer, new ElasticsearchSearch(_fields, pageSize, _interval, after));
        }

        return body.WrittenMemory;
    }
}
