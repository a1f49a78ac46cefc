using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>
/// Whether an answer of a search is whole. What a part of the indices did not answer is unknown, not zero; so a search is sent with <see cref="Search"/>, which makes the servers refuse it, and its answer is looked at all the
/// same.
/// </summary>
/// <remarks>
/// OpenSearch 2 and 3 answer 200 with <c>failed: 0</c> where a shard is not assigned, and name fewer shards as successful than there are; Elasticsearch 7 to 9 count it as failed, with a reason that is <see langword="null"/>.
/// Shards that are skipped, because nothing of the query can be in them, count as successful. Source: answers of OpenSearch 2.19 and 3.8, and of Elasticsearch 7.17, 8.17 and 9.1.
/// </remarks>
internal static class AnswerCompleteness
{
    /// <summary>The end of a search's path.</summary>
    public const string Search = "_search?allow_partial_search_results=false";

    /// <summary>Throws unless an answer is whole.</summary>
    /// <param name="answer">The answer, with <c>_shards</c>, <c>timed_out</c>, and <c>_clusters</c> where several were asked.</param>
    /// <param name="fields">The names for the message.</param>
    /// <param name="indexPattern">The indices that were asked.</param>
    /// <exception cref="ElasticsearchException">A part of it is missing, or no index was asked.</exception>
    /// <exception cref="JsonException">It is not of the form of an answer.</exception>
    public static void Check(JsonElement answer, ElasticsearchFields fields, string indexPattern)
    {
        JsonElement shards = ElasticsearchAnswer.Member(answer, "_shards");
        int total = Count(shards, "total");
        int failed = Count(shards, "failed");
        if (failed > 0)
        {
            ErrorCause cause = shards.TryGetProperty("failures", out JsonElement failures) && failures.ValueKind == JsonValueKind.Array && failures.GetArrayLength() > 0 ? ErrorCause.Of(failures[0]) : new("", "");
            throw ElasticsearchFailure.Mapping(cause, fields) ?? Incomplete($"{failed} of {total} shards of {indexPattern} did not answer ({cause})");
        }

        int successful = Count(shards, "successful");
        if (successful != total)
        {
            throw Incomplete($"{total - successful} of {total} shards of {indexPattern} were left out, and no reason is given");
        }

        CheckClusters(answer, indexPattern);
        if (ElasticsearchAnswer.Member(answer, "timed_out").GetBoolean())
        {
            throw new ElasticsearchException(ElasticsearchProblem.Incomplete, $"Elasticsearch gave up on a part of {indexPattern} for want of time. What is missing is unknown, not zero.");
        }

        if (total == 0)
        {
            throw new ElasticsearchException(ElasticsearchProblem.NoIndex, $"No index has a name as {fields.Called(nameof(ElasticsearchOptions.IndexPattern))} has it ({indexPattern}). Is it that of the loader, and has the loader written anything yet?");
        }
    }

    // {"total":2,"successful":1,"skipped":1}, and from 8.10 on running, partial and failed too. A cluster that is skipped has no shards in _shards. Source: Elasticsearch Guide, "Cross-cluster search".
    private static void CheckClusters(JsonElement answer, string indexPattern)
    {
        if (!answer.TryGetProperty("_clusters", out JsonElement clusters))
        {
            return;
        }

        int total = Count(clusters, "total");
        int successful = Count(clusters, "successful");
        bool isPartial = clusters.TryGetProperty("partial", out JsonElement partial) && partial.GetInt32() > 0;
        if (successful != total || isPartial)
        {
            throw Incomplete($"{Math.Max(total - successful, 1)} of {total} clusters of {indexPattern} did not answer wholly");
        }
    }

    private static int Count(JsonElement element, string name) => ElasticsearchAnswer.Member(element, name).GetInt32();

    private static ElasticsearchException Incomplete(string what) => new(ElasticsearchProblem.Incomplete, what + ". What they hold is unknown, not zero.");
}
