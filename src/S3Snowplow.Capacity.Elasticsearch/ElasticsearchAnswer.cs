using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads the answer to <see cref="ElasticsearchQuery"/>, as Elasticsearch 6 to 9 and OpenSearch give it.</summary>
internal static class ElasticsearchAnswer
{
    /// <summary>The pipelines of one page, and where the next page begins.</summary>
    /// <exception cref="ElasticsearchException">A part of it is missing, or no index was asked.</exception>
    /// <exception cref="JsonException">It is not of the form of an answer.</exception>
    public static (List<PipelineReading> Pipelines, string? After) Read(JsonElement answer, ElasticsearchFields fields, string indexPattern, int pageSize)
    {
        CheckComplete(answer, fields, indexPattern);
        List<PipelineReading> pipelines = [];
        foreach (JsonElement bucket in Member(answer, "aggregations", "pipelines", "buckets").EnumerateArray())
        {
            string pipeline = Member(bucket, "key", "pipeline").GetString() ?? throw new JsonException("A pipeline has no name.");
            JsonElement? incident = Last(Member(bucket, "incident"));
            pipelines.Add(new PipelineReading
            {
                Pipeline = pipeline,
                Minutes = Minutes(bucket),
                Capacities = CapacityTimeline.Of([.. Capacities(bucket, fields)]),
                LastTransition = incident is { } source ? IncidentDocument.Read(pipeline, source, fields) : null,
            });
        }

        // Not after_key, which Elasticsearch has from 6.3 on, and which some versions give on the last page too.
        return (pipelines, pipelines.Count < pageSize ? null : pipelines[^1].Pipeline);
    }

    /// <summary>A member at the end of a path.</summary>
    /// <exception cref="JsonException">It is not there.</exception>
    internal static JsonElement Member(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                throw new JsonException($"There is no member '{name}'.");
            }
        }

        return element;
    }

    /// <summary>A time as documents have it.</summary>
    internal static DateTimeOffset Time(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.TryGetDateTimeOffset(out DateTimeOffset time) ? time : throw new JsonException("A time is not of the form 2026-01-31T23:59:59.000Z.");

    private static void CheckComplete(JsonElement answer, ElasticsearchFields fields, string indexPattern)
    {
        JsonElement shards = Member(answer, "_shards");
        int total = Member(shards, "total").GetInt32();
        int failed = Member(shards, "failed").GetInt32();
        if (failed > 0)
        {
            (string type, string reason) = shards.TryGetProperty("failures", out JsonElement failures) && failures.ValueKind == JsonValueKind.Array && failures.GetArrayLength() > 0
                ? ElasticsearchFailure.Cause(failures[0])
                : ("", "no reason is given");
            throw ElasticsearchFailure.Mapping(reason, fields)
                ?? new ElasticsearchException(ElasticsearchProblem.Incomplete, $"{failed} of {total} shards of {indexPattern} did not answer ({type}: {reason}). What they hold is unknown, not zero.");
        }

        if (Member(answer, "timed_out").GetBoolean())
        {
            throw new ElasticsearchException(ElasticsearchProblem.Incomplete, $"Elasticsearch gave up on a part of {indexPattern} for want of time. What is missing is unknown, not zero.");
        }

        if (total == 0)
        {
            throw new ElasticsearchException(ElasticsearchProblem.NoIndex, $"No index has a name as {fields.Called(nameof(ElasticsearchOptions.IndexPattern))} has it ({indexPattern}). Is it that of the loader, and has the loader written anything yet?");
        }
    }

    private static List<MinuteBucket> Minutes(JsonElement bucket)
    {
        List<MinuteBucket> minutes = [];
        foreach (JsonElement minute in Member(bucket, "minutes", "by_minute", "buckets").EnumerateArray())
        {
            if (Member(minute, "doc_count").GetInt64() > 0)
            {
                minutes.Add(new MinuteBucket(long.Parse(Member(minute, "key").GetString()!), Bytes(Member(minute, "arrived", "bytes", "value"))));
            }
        }

        // In the order of the request everywhere so far; nothing promises it.
        minutes.Sort((one, other) => one.Minute.CompareTo(other.Minute));
        return minutes;
    }

    // A sum is a double; up to 2^53, and so up to what a minute counts at most, it is exact.
    private static long Bytes(JsonElement value) => value.ValueKind == JsonValueKind.Number ? (long)Math.Clamp(value.GetDouble(), 0, MinuteFold.MaxBytes) : 0;

    private static IEnumerable<CapacityStep> Capacities(JsonElement bucket, ElasticsearchFields fields)
    {
        foreach (JsonElement step in Member(bucket, "capacities", "by_effective_from", "buckets").EnumerateArray())
        {
            if (Last(step) is { } source)
            {
                JsonElement data = Member(source, fields.Capacity);
                yield return new CapacityStep(Time(Member(data, "effective_from")), new Throughput(Math.Max(1, Member(data, "bytes_per_hour").GetInt64())));
            }
        }
    }

    private static JsonElement? Last(JsonElement aggregation)
    {
        JsonElement hits = Member(aggregation, "last", "hits", "hits");
        return hits.GetArrayLength() == 0 ? null : Member(hits[0], "_source");
    }
}
