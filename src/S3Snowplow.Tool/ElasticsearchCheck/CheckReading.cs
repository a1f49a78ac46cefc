using System.Globalization;
using System.Text.Json.Nodes;

namespace S3Snowplow.Tool;

/// <summary>What reading cost.</summary>
/// <param name="Pages">How many requests.</param>
/// <param name="Took">Milliseconds as the server says.</param>
/// <param name="Bytes">Of the answers.</param>
internal readonly record struct ReadingCost(int Pages, long Took, long Bytes);

/// <summary>Reads a time of receipt to its end, page by page, in each form.</summary>
internal sealed class CheckReading(CheckClient client, string pattern)
{
    private const string Whole = "allow_partial_search_results=false";

    /// <summary>The documents form: the next page begins at the last time of this one, and what it has again is known by its id.</summary>
    /// <exception cref="IndexException">A page was refused, or not whole.</exception>
    public async Task<(SortedDictionary<string, long> Cells, ReadingCost Cost)> DocumentsAsync(DateTimeOffset from, DateTimeOffset until, int size, CancellationToken cancellationToken)
    {
        var cells = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        (string first, string end, string format) = (CheckDocuments.Time(from), CheckDocuments.Time(until), "strict_date_optional_time");
        for (var cost = default(ReadingCost); ;)
        {
            CheckAnswer answer = await AskAsync(CheckDocuments.Search(first, end, format, size), cancellationToken);
            cost = Add(cost, answer);
            JsonArray hits = answer.Body["hits"]!["hits"]!.AsArray();
            CheckCells.AddDocuments(hits, seen, cells);
            if (hits.Count < size)
            {
                return (cells, cost);
            }

            string last = ((long)hits[^1]!["sort"]![0]!).ToString(CultureInfo.InvariantCulture);
            if (last == first)
            {
                throw new IndexException($"A page of {size} documents has one time of receipt, so the next one cannot be asked for; raise index.max_result_window.");
            }

            (first, end, format) = (last, until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), "epoch_millis");
        }
    }

    /// <summary>The entity form: one composite aggregation, page by page.</summary>
    /// <exception cref="IndexException">A page was refused, or not whole.</exception>
    public async Task<(SortedDictionary<string, long> Cells, ReadingCost Cost)> EntityAsync(DateTimeOffset from, DateTimeOffset until, int size, CancellationToken cancellationToken)
    {
        var cells = new SortedDictionary<string, long>(StringComparer.Ordinal);
        string? after = null;
        for (var cost = default(ReadingCost); ;)
        {
            CheckAnswer answer = await AskAsync(CheckDocuments.Composite(from, until, size, after), cancellationToken);
            cost = Add(cost, answer);
            JsonNode page = answer.Body["aggregations"]!["cells"]!;
            CheckCells.AddBuckets(page["buckets"]!.AsArray(), cells);
            after = page["after_key"]?.ToJsonString();
            if (after is null || page["buckets"]!.AsArray().Count < size)
            {
                return (cells, cost);
            }
        }
    }

    private async Task<CheckAnswer> AskAsync(string body, CancellationToken cancellationToken)
    {
        CheckAnswer answer = await client.AskAsync(HttpMethod.Post, $"{pattern}/_search?{Whole}", body, cancellationToken);
        JsonNode? shards = answer.Body["_shards"];
        return answer.Status == 200 && (int?)shards?["total"] == (int?)shards?["successful"] && (bool?)answer.Body["timed_out"] == false
            ? answer
            : throw new IndexException($"The search was refused, or is not whole: {answer}");
    }

    private static ReadingCost Add(ReadingCost cost, CheckAnswer answer) => new(cost.Pages + 1, cost.Took + (long)answer.Body["took"]!, cost.Bytes + answer.Bytes);
}
