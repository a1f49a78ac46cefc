using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads the answers to <see cref="EntityQuery"/>, as Elasticsearch 6 to 9 and OpenSearch give them.</summary>
internal static class EntityAnswer
{
    private const long MillisecondsInMinute = 60_000;

    /// <summary>The buckets of one page.</summary>
    /// <exception cref="ElasticsearchException">A part of it is missing, or no index was asked.</exception>
    /// <exception cref="JsonException">It is not of the form of an answer.</exception>
    public static JsonElement Buckets(JsonElement answer, ElasticsearchFields fields, string indexPattern)
    {
        AnswerCompleteness.Check(answer, fields, indexPattern);
        return ElasticsearchAnswer.Member(answer, "aggregations", "cells", "buckets");
    }

    /// <summary>A cell of <see cref="EntityQuery.WriteCells"/>.</summary>
    public static ReceivedCell Cell(JsonElement bucket) =>
        new(Pipeline(bucket), Minute(ElasticsearchAnswer.Member(bucket, "key", "received")), Minute(ElasticsearchAnswer.Member(bucket, "key", "minute")), Bytes(ElasticsearchAnswer.Member(bucket, "arrived", "bytes", "value")))
        {
            IsArrival = ElasticsearchAnswer.Member(bucket, "arrived", "doc_count").GetInt64() > 0,
        };

    /// <summary>A cell of <see cref="EntityQuery.WriteWhole"/>.</summary>
    public static ReceivedCell Whole(JsonElement bucket) => new(Pipeline(bucket), 0, Minute(ElasticsearchAnswer.Member(bucket, "key", "minute")), Bytes(ElasticsearchAnswer.Member(bucket, "bytes", "value")));

    /// <summary>A bucket of <see cref="EntityQuery.WriteCapacities"/>.</summary>
    public static CapacityStatement Capacity(JsonElement bucket)
    {
        // A date is a number here; where it is mapped as a keyword, it is as the event has it.
        JsonElement from = ElasticsearchAnswer.Member(bucket, "key", "effective_from");
        return new CapacityStatement(
            Pipeline(bucket),
            from.ValueKind == JsonValueKind.Number ? from.GetInt64() : ElasticsearchAnswer.Time(from).ToUnixTimeMilliseconds(),
            (long)Math.Clamp(ElasticsearchAnswer.Member(bucket, "key", "bytes_per_hour").GetDouble(), 1, long.MaxValue / 2),
            (long)ElasticsearchAnswer.Member(bucket, "received", "value").GetDouble());
    }

    /// <summary>A bucket of <see cref="EntityQuery.WriteTold"/>: what was told last, and what of an incident.</summary>
    public static IEnumerable<ToldTransition> Told(JsonElement bucket, ElasticsearchFields fields, bool ofSources)
    {
        string? pipeline = ofSources ? null : Pipeline(bucket);
        return new[] { ElasticsearchAnswer.Member(bucket, "last", "hits", "hits"), ElasticsearchAnswer.Member(bucket, "incident", "last", "hits", "hits") }
            .Where(hits => hits.GetArrayLength() > 0)
            .Select(hits => ToldDocument.Read(pipeline, ElasticsearchAnswer.Member(hits[0], "_source"), fields))
            .Distinct();
    }

    private static string Pipeline(JsonElement bucket) => ElasticsearchAnswer.Member(bucket, "key", "pipeline").GetString() ?? throw new JsonException("A pipeline has no name.");

    private static long Minute(JsonElement milliseconds) => milliseconds.GetInt64() / MillisecondsInMinute;

    // A sum is a double: exact up to 2^53, and then to the nearest that a double has.
    private static long Bytes(JsonElement value) => value.ValueKind == JsonValueKind.Number ? (long)Math.Clamp(value.GetDouble(), 0, 1L << 62) : 0;
}
