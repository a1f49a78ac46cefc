using System.Buffers;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>
/// Reads pipelines from the documents that Snowplow's Elasticsearch loader wrote: bytes by minute, capacities, and the last event of an incident, all in one
/// search, a page of pipelines at a time. Elasticsearch 6.3 to 9 and OpenSearch 1 to 3.
/// </summary>
/// <remarks>
/// <para>Objects, capacities and incidents are joined on the name in the pipeline entity, which all of them carry. A document is counted once however often
/// its event was sent, since the loader takes the event's id for the document's.</para>
/// <para>How the fields are mapped is looked at before the first search, until all of them are there, and from then on once an hour and after a failure.</para>
/// </remarks>
public sealed class ElasticsearchThroughputStore : IThroughputStore, IDisposable
{
    private readonly ElasticsearchOptions _options;
    private readonly ElasticsearchFields _fields;
    private readonly ElasticsearchClient _client;
    private readonly TimeProvider _time;
    private long? _checked;

    /// <summary>Makes a store.</summary>
    /// <param name="options">Where and what; do not change them afterwards.</param>
    /// <param name="http">Sends; without one, a client of its own that trusts the certificates which the system trusts and follows no redirects.</param>
    /// <param name="timeProvider">The clock of time limits; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ElasticsearchThroughputStore(ElasticsearchOptions options, HttpClient? http = null, TimeProvider? timeProvider = null)
        : this(options, http, timeProvider, static setting => setting)
    {
    }

    /// <summary>As the public one, and says in its messages what the settings are called where they are set.</summary>
    internal ElasticsearchThroughputStore(ElasticsearchOptions options, HttpClient? http, TimeProvider? timeProvider, Func<string, string> called)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate(called) is { Count: > 0 } errors)
        {
            throw new ArgumentException("The settings of Elasticsearch are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_options, _fields, _time) = (options, new ElasticsearchFields(options, called), timeProvider ?? TimeProvider.System);
        _client = new ElasticsearchClient(options, _fields, http, _time);
    }

    /// <inheritdoc/>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly; the message says why and what to do.</exception>
    public async Task<IReadOnlyList<PipelineReading>> ReadAsync(ThroughputQuery query, CancellationToken cancellationToken = default)
    {
        try
        {
            await CheckMappingAsync(cancellationToken).ConfigureAwait(false);
            List<PipelineReading> pipelines = [];
            int pageSize = ElasticsearchQuery.PageSize(_options, query);
            string? after = null;
            do
            {
                using JsonDocument answer = await _client.AskAsync("_search", Body(query, pageSize, after), cancellationToken).ConfigureAwait(false);
                (List<PipelineReading> page, after) = ElasticsearchAnswer.Read(answer.RootElement, _fields, _options.IndexPattern, pageSize);
                pipelines.AddRange(page);
            }
            while (after is not null);

            return pipelines;
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

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

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

    private ReadOnlyMemory<byte> Body(in ThroughputQuery query, int pageSize, string? after)
    {
        var body = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            ElasticsearchQuery.Write(writer, _fields, query, pageSize, after);
        }

        return body.WrittenMemory;
    }
}
