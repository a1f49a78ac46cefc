using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads all documents of a time of receipt, page by page, each once.</summary>
/// <remarks>
/// A page begins with the time of receipt at which the one before ended; the documents of that time are known by index and id. There is no tie-breaker that every cluster takes: <c>event_id</c> may be <c>text</c>, and
/// Elasticsearch 8 and later refuse to sort by <c>_id</c>.
/// </remarks>
internal sealed class DocumentPages(IndexSearch index)
{
    // A time in nanoseconds has six digits more: that is how a field of the type date_nanos sorts.
    private const long LeastNanoseconds = 1_000_000_000_000_000;

    private readonly HashSet<(string Index, string Id)> _overlap = [];

    /// <summary>Takes a document.</summary>
    /// <param name="hit">The hit with its <c>_source</c>; valid during the call.</param>
    /// <param name="received">When it was received, in milliseconds since the Unix epoch.</param>
    public delegate void Take(JsonElement hit, long received);

    /// <summary>Reads.</summary>
    /// <param name="search">What is asked for.</param>
    /// <param name="first">The first minute of receipt, since the Unix epoch.</param>
    /// <param name="until">The minute behind the last one.</param>
    /// <param name="take">Takes each document, in the order of receipt.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly.</exception>
    public async Task ReadAsync(DocumentSearch search, long first, long until, Take take, CancellationToken cancellationToken)
    {
        (long from, long end) = (first * IndexSearch.MillisecondsInMinute, until * IndexSearch.MillisecondsInMinute);
        _overlap.Clear();
        while (true)
        {
            using JsonDocument answer = await index.AskAsync(DocumentSearch.Path, writer => search.WritePage(writer, index.Options.DocumentsPerPage, from, end), cancellationToken).ConfigureAwait(false);
            (int count, long last) = TakePage(answer.RootElement, from, end, take);
            if (count < index.Options.DocumentsPerPage || (ElasticsearchAnswer.Total(answer.RootElement) is { } total && count >= total))
            {
                return;
            }

            if (last == from)
            {
                throw CannotGoOn(from);
            }

            from = last;
        }
    }

    private (int Count, long Last) TakePage(JsonElement answer, long from, long end, Take take)
    {
        // With a filter_path there is no list where there is no hit.
        if (!answer.TryGetProperty("hits", out JsonElement hits) || !hits.TryGetProperty("hits", out hits))
        {
            return (0, from);
        }

        long last = from;
        foreach (JsonElement hit in hits.EnumerateArray())
        {
            long received = Received(hit);
            if (received < from || received >= end)
            {
                throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"The answer has a time of receipt that was not asked for. Does {index.Fields.Receipt} hold one time, the collector's?");
            }

            if (received != last)
            {
                _overlap.Clear();
                last = received;
            }

            if (_overlap.Add((Text(hit, "_index"), Text(hit, "_id"))))
            {
                take(hit, received);
            }
        }

        return (hits.GetArrayLength(), last);
    }

    private static long Received(JsonElement hit)
    {
        long sort = ElasticsearchAnswer.Member(hit, "sort")[0].GetInt64();
        return sort >= LeastNanoseconds ? sort / 1_000_000 : sort;
    }

    private static string Text(JsonElement hit, string name) => ElasticsearchAnswer.Member(hit, name).GetString() ?? throw new JsonException($"The member '{name}' is null.");

    private ElasticsearchException CannotGoOn(long received) => new(
        ElasticsearchProblem.Refused,
        $"At least {index.Options.DocumentsPerPage} documents have one and the same {index.Fields.Receipt}, {DateTimeOffset.FromUnixTimeMilliseconds(received):yyyy-MM-ddTHH:mm:ss.fffZ}: the page behind them cannot be asked for. "
        + $"Raise index.max_result_window of these indices and {index.Fields.Called(nameof(ElasticsearchOptions.DocumentsPerPage))} above their number.");
}
