using System.Text.Json;
using S3Snowplow.Notifications;

namespace S3Snowplow.Capacity;

/// <summary>Writes the search: for a page of pipelines the bytes of each minute, the capacities, and the last event of an incident.</summary>
/// <remarks>
/// Only what Elasticsearch 6.3 to 9 and OpenSearch 1 to 3 have in common: no <c>date_histogram</c> of minutes, whose parameter changed its name, but a
/// <c>date_range</c> with each edge written out. Source: Elasticsearch Guide, "Composite aggregation", "Date range aggregation", "Top hits aggregation".
/// </remarks>
internal static class ElasticsearchQuery
{
    /// <summary>How many capacities of one pipeline are looked at, the newest ones.</summary>
    public const int Steps = 10;

    /// <summary>How times are read and written; stated, since a mapping may have a format of its own.</summary>
    private const string DateFormat = "strict_date_optional_time";

    /// <summary>The names that mean that bytes arrived.</summary>
    private static readonly string[] Arrivals =
        [ObjectEventName.CreatedPut, ObjectEventName.CreatedPost, ObjectEventName.CreatedCopy, ObjectEventName.CreatedCompleteMultipartUpload];

    /// <summary>How many pipelines fit on a page, so that an answer stays below the limit of buckets.</summary>
    public static int PageSize(ElasticsearchOptions options, in ThroughputQuery query) =>
        (int)Math.Clamp(options.MaxBuckets / (query.UntilMinute - query.FirstMinute + Steps + 1), 1, options.PageSize);

    /// <summary>Writes the body of a search.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fields">The names of the fields.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="pageSize">How many pipelines.</param>
    /// <param name="after">The last pipeline of the page before; <see langword="null"/> for the first page.</param>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, in ThroughputQuery query, int pageSize, string? after)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
        writer.WriteStartObject("query"u8);
        WriteRelevant(writer, fields, query);
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("pipelines"u8);
        writer.WriteStartObject("composite"u8);
        writer.WriteNumber("size"u8, pageSize);
        writer.WriteStartArray("sources"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("pipeline"u8);
        WriteField(writer, "terms", fields.PipelineKeyword);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (after is not null)
        {
            writer.WriteStartObject("after"u8);
            writer.WriteString("pipeline"u8, after);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        WriteMinutes(writer, fields, query);
        WriteCapacities(writer, fields, query);
        WriteIncident(writer, fields, query);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Of one pipeline or another, and either young, or of an incident: those are few, and are looked for over a longer time.
    private static void WriteRelevant(Utf8JsonWriter writer, ElasticsearchFields fields, in ThroughputQuery query)
    {
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteClause(writer, fields.Pipeline);
        writer.WriteEndArray();
        writer.WriteStartArray("should"u8);
        WriteRange(writer, fields, Earlier(MinuteBucket.StartOf(query.FirstMinute), query.CapacitiesSince), until: null);
        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteRange(writer, fields, query.IncidentsSince, until: null);
        WriteClause(writer, fields.IncidentStart);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match"u8, 1);
        writer.WriteEndObject();
    }

    private static void WriteMinutes(Utf8JsonWriter writer, ElasticsearchFields fields, in ThroughputQuery query)
    {
        writer.WriteStartObject("minutes"u8);
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteRange(writer, fields, MinuteBucket.StartOf(query.FirstMinute), MinuteBucket.StartOf(query.UntilMinute));
        writer.WriteEndArray();
        // Any change of an object shows that events come through, and so does a capacity.
        writer.WriteStartArray("should"u8);
        WriteClause(writer, fields.EventName);
        WriteClause(writer, fields.BytesPerHour);
        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match"u8, 1);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("by_minute"u8);
        writer.WriteStartObject("date_range"u8);
        writer.WriteString("field"u8, fields.Time);
        writer.WriteString("format"u8, DateFormat);
        writer.WriteStartArray("ranges"u8);
        for (long minute = query.FirstMinute; minute < query.UntilMinute; minute++)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, minute.ToString());
            writer.WriteString("from"u8, CapacityEvents.Time(MinuteBucket.StartOf(minute)));
            writer.WriteString("to"u8, CapacityEvents.Time(MinuteBucket.StartOf(minute + 1)));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("arrived"u8);
        WriteArrivals(writer, fields);
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("bytes"u8);
        WriteField(writer, "sum", fields.Size);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the filter of an aggregation over objects whose data arrived.</summary>
    internal static void WriteArrivals(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("terms"u8);
        writer.WriteStartArray(fields.EventNameKeyword);
        foreach (string name in Arrivals)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Heartbeats repeat a capacity, so by the time from which it holds; of several with one time, the last one told counts.
    private static void WriteCapacities(Utf8JsonWriter writer, ElasticsearchFields fields, in ThroughputQuery query)
    {
        writer.WriteStartObject("capacities"u8);
        WriteSince(writer, fields, query.CapacitiesSince, fields.BytesPerHour);
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("by_effective_from"u8);
        writer.WriteStartObject("terms"u8);
        writer.WriteString("field"u8, fields.EffectiveFrom);
        writer.WriteNumber("size"u8, Steps);
        writer.WriteStartObject("order"u8);
        writer.WriteString("_key"u8, "desc"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        WriteLast(writer, fields, fields.Capacity);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteIncident(Utf8JsonWriter writer, ElasticsearchFields fields, in ThroughputQuery query)
    {
        writer.WriteStartObject("incident"u8);
        WriteSince(writer, fields, query.IncidentsSince, fields.IncidentStart);
        writer.WriteStartObject("aggs"u8);
        WriteLast(writer, fields, fields.Incident);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSince(Utf8JsonWriter writer, ElasticsearchFields fields, DateTimeOffset since, string member)
    {
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteRange(writer, fields, since, until: null);
        WriteClause(writer, member);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteLast(Utf8JsonWriter writer, ElasticsearchFields fields, string content)
    {
        writer.WriteStartObject("last"u8);
        writer.WriteStartObject("top_hits"u8);
        writer.WriteNumber("size"u8, 1);
        writer.WriteStartArray("sort"u8);
        writer.WriteStartObject();
        writer.WriteStartObject(fields.Time);
        writer.WriteString("order"u8, "desc"u8);
        // An index of the pattern that has nothing of ours would fail otherwise.
        writer.WriteString("unmapped_type"u8, "date"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("_source"u8);
        writer.WriteStartArray("includes"u8);
        writer.WriteStringValue(fields.Time);
        writer.WriteStringValue($"{content}.*");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter writer, ElasticsearchFields fields, DateTimeOffset from, DateTimeOffset? until)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject(fields.Time);
        writer.WriteString("gte"u8, CapacityEvents.Time(from));
        if (until is { } end)
        {
            writer.WriteString("lt"u8, CapacityEvents.Time(end));
        }

        writer.WriteString("format"u8, DateFormat);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteClause(Utf8JsonWriter writer, string member)
    {
        writer.WriteStartObject();
        WriteField(writer, "exists", member);
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, string name, string field)
    {
        writer.WriteStartObject(name);
        writer.WriteString("field"u8, field);
        writer.WriteEndObject();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
