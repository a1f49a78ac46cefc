using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Elasticsearch.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>
/// Looks for closed indices among those that the pattern names, at most once an hour. A search by a pattern leaves them out and says nothing: what they hold is as if it had never been.
/// </summary>
/// <remarks>
/// Asked is <c>GET /_resolve/index/PATTERN?expand_wildcards=all</c>, and where that is not known or not allowed <c>GET /_cat/indices</c>. Both need a privilege to view the metadata of indices, which the judge can do
/// without: then nothing is said. Source: Elasticsearch Guide, "Resolve index API" (7.9 and later), "cat indices API"; answers of OpenSearch 2.19 and 3.8, and of Elasticsearch 7.17, 8.17 and 9.1.
/// </remarks>
internal sealed class ClosedIndices(ElasticsearchClient client, ElasticsearchFields fields, ElasticsearchOptions options, TimeProvider time, ILogger? logger = null)
{
    private const int MaxNames = 5;

    private static readonly TimeSpan Often = TimeSpan.FromHours(1);

    private long? _looked;

    /// <summary>What to tell people of the indices, found when it was looked last; empty where nothing is to be told, or nothing is known.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Looks, unless it was done within the last hour. Never fails but by cancellation: the judge does not depend on it.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_looked is { } at && time.GetElapsedTime(at) < Often)
        {
            return;
        }

        _looked = time.GetTimestamp();
        string[]? closed = await FindAsync($"_resolve/index/{options.IndexPattern}?expand_wildcards=all", OfResolve, cancellationToken).ConfigureAwait(false)
            ?? await FindAsync($"_cat/indices/{options.IndexPattern}?expand_wildcards=all&format=json&h=index,status", OfCat, cancellationToken).ConfigureAwait(false);
        if (closed is null)
        {
            if (logger is not null)
            {
                Log.ClosedIndicesUnknown(logger, options.IndexPattern);
            }

            Warnings = [];
            return;
        }

        string names = string.Join(", ", closed.Order(StringComparer.Ordinal).Take(MaxNames)) + (closed.Length > MaxNames ? $" and {closed.Length - MaxNames} more" : "");
        Warnings = closed.Length == 0 ? [] :
        [
            $"{closed.Length} closed {(closed.Length == 1 ? "index is" : "indices are")} among those of {options.IndexPattern}: {names}. Searches leave {(closed.Length == 1 ? "it" : "them")} out: events, capacities and incidents in "
            + $"{(closed.Length == 1 ? "it" : "them")} are as if they had never been. Open {(closed.Length == 1 ? "it" : "them")}, or let {fields.Names.Of(nameof(options.IndexPattern))} name others.",
        ];
    }

    private async Task<string[]?> FindAsync(string path, Func<JsonElement, string[]> read, CancellationToken cancellationToken)
    {
        try
        {
            (HttpStatusCode status, JsonDocument? answer) = await client.SendAsync(HttpMethod.Get, path, body: null, cancellationToken).ConfigureAwait(false);
            using (answer)
            {
                return status == HttpStatusCode.OK && answer is not null ? read(answer.RootElement) : null;
            }
        }
        catch (Exception exception) when (exception is ElasticsearchException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // {"indices":[{"name":"i","attributes":["closed"]}],…}. A pattern does not match a hidden index, so it is left out here.
    private static string[] OfResolve(JsonElement answer) =>
    [
        .. ElasticsearchAnswer.Member(answer, "indices").EnumerateArray()
            .Where(index => ElasticsearchAnswer.Member(index, "attributes").EnumerateArray().Select(attribute => attribute.GetString()).ToList() is var attributes && attributes.Contains("closed") && !attributes.Contains("hidden"))
            .Select(index => ElasticsearchAnswer.Member(index, "name").GetString()!),
    ];

    // [{"index":"i","status":"close"}]
    private static string[] OfCat(JsonElement answer) =>
        [.. answer.EnumerateArray().Where(index => ElasticsearchAnswer.Member(index, "status").GetString() == "close").Select(index => ElasticsearchAnswer.Member(index, "index").GetString()!)];
}
