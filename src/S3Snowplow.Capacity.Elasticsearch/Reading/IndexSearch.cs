using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity;

/// <summary>Asks the indices: looks at their mapping before, takes an answer for whole or throws, and finds the words that the cluster knows.</summary>
internal sealed class IndexSearch : IDisposable
{
    /// <summary>The width of a histogram as it is called from Elasticsearch 7.2 on, and by OpenSearch.</summary>
    public const string FixedInterval = "fixed_interval";

    /// <summary>How many milliseconds a minute has.</summary>
    public const long MillisecondsInMinute = 60_000;

    private const string OldInterval = "interval";

    private readonly ElasticsearchClient _client;
    private readonly ClosedIndices _closed;
    private readonly TimeProvider _time;
    private long? _checked;

    public IndexSearch(ElasticsearchOptions options, HttpClient? http, TimeProvider time, SettingNames names, ILogger logger)
    {
        (Options, Fields, _time) = (options, new ElasticsearchFields(options, names), time);
        _client = new ElasticsearchClient(options, Fields, http, time);
        _closed = new ClosedIndices(_client, Fields, options, time, logger);
    }

    /// <summary>What is to be told of the indices, for people.</summary>
    public IReadOnlyList<string> Warnings => _closed.Warnings;

    /// <summary>Where and what.</summary>
    public ElasticsearchOptions Options { get; }

    /// <summary>The names of the fields, as the indices have them. Look here each time that a search is written.</summary>
    public ElasticsearchFields Fields { get; private set; }

    /// <summary>How the width of a histogram is called by this cluster. Look here each time that a search is written.</summary>
    public string Interval { get; private set; } = FixedInterval;

    /// <summary>Asks.</summary>
    /// <param name="path">The path behind the index pattern.</param>
    /// <param name="write">Writes the search; may be called twice.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer, which is whole.</returns>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly.</exception>
    public async Task<JsonDocument> AskAsync(string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        await CheckMappingAsync(cancellationToken).ConfigureAwait(false);
        JsonDocument answer;
        try
        {
            answer = await _client.AskAsync(path, Body(write), cancellationToken).ConfigureAwait(false);
        }
        catch (ElasticsearchException exception) when (exception.Problem == ElasticsearchProblem.Refused && exception.Message.Contains(FixedInterval, StringComparison.Ordinal) && Interval == FixedInterval)
        {
            // The word came with Elasticsearch 7.2.
            Interval = OldInterval;
            answer = await _client.AskAsync(path, Body(write), cancellationToken).ConfigureAwait(false);
        }

        try
        {
            AnswerCompleteness.Check(answer.RootElement, Fields, Options.IndexPattern);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Reads, and says of an answer of another form what it is.</summary>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly.</exception>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ElasticsearchException)
        {
            _checked = null;
            throw;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            _checked = null;
            throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"The answer is not that of an Elasticsearch, or a document is not of its schema: {exception.Message}", exception);
        }
    }

    /// <inheritdoc cref="ReadAsync{T}"/>
    public Task ReadAsync(Func<Task> read) => ReadAsync(async () =>
    {
        await read().ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // Daily indices come and go: once an hour is soon enough to see a new one that is mapped otherwise, and costs nothing.
    private async Task CheckMappingAsync(CancellationToken cancellationToken)
    {
        if (_checked is { } at && _time.GetElapsedTime(at) < TimeSpan.FromHours(1))
        {
            return;
        }

        using JsonDocument answer = await _client.AskAsync($"_field_caps?fields={MappingCheck.Fields(Fields, Options)}", body: null, cancellationToken).ConfigureAwait(false);
        FoundMapping found = MappingCheck.Check(answer.RootElement, Fields, Options);
        Fields = Fields.WithSuffix(found.Suffix ?? Fields.Suffix);
        _checked = found.IsComplete ? _time.GetTimestamp() : null;
        await _closed.LookAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Body(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(4 * 1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            write(writer);
        }

        return body.WrittenMemory;
    }
}
