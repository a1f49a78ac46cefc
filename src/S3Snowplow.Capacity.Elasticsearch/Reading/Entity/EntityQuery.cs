using System.Text.Json;
using S3Snowplow.Reading;

namespace S3Snowplow.Capacity;

/// <summary>Writes the searches: the cells of a time of receipt, the whole of event minutes, the capacities, and what was told last.</summary>
/// <remarks>
/// Only what Elasticsearch 6.3 to 9 and OpenSearch 1 to 3 have in common: <c>composite</c> at the top, never below another. Each of its pages looks at all documents of the query again, so the query has a short time
/// of receipt. Source: Elasticsearch Guide, "Composite aggregation", "Date histogram aggregation", "Top hits aggregation".
/// </remarks>
internal static class EntityQuery
{
    /// <summary>How times are read and written; stated, since a mapping may have a format of its own.</summary>
    private const string DateFormat = "strict_date_optional_time";

    /// <summary>How many events with more than one document are found at a time.</summary>
    internal const int MostDuplicates = 10_000;

    /// <summary>How many documents of one event are found: as many as the servers give of a bucket.</summary>
    internal const int MostDocuments = 100;

    /// <summary>How many indices are told apart; their buckets count beside those of the cells.</summary>
    internal const int MostIndices = 1_000;

    /// <summary>The names that mean that bytes arrived.</summary>
    private static readonly string[] Arrivals =
        [ObjectEventName.CreatedPut, ObjectEventName.CreatedPost, ObjectEventName.CreatedCopy, ObjectEventName.CreatedCompleteMultipartUpload, ObjectEventName.Created];

    /// <summary>Writes the search for cells: pipeline, minute of receipt, minute of the event, and the bytes that arrived.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="search">How.</param>
    /// <param name="first">The first minute of receipt.</param>
    /// <param name="until">The minute behind the last one.</param>
    public static void WriteCells(Utf8JsonWriter writer, in EntitySearch search, long first, long until)
    {
        ElasticsearchFields fields = search.Fields;
        Begin(writer);
        WriteRange(writer, fields.Receipt, StartOf(first), StartOf(until));
        SearchClauses.WriteExists(writer, fields.Pipeline);
        writer.WriteEndArray();

        // Any change of an object shows that events come through, and so does a capacity.
        SearchClauses.WriteAnyExists(writer, [fields.EventName, fields.BytesPerHour]);
        BeginComposite(writer, search.MaxBuckets);
        WriteSource(writer, "pipeline", fields.PipelineKeyword);
        WriteMinutes(writer, "received", fields.Receipt, search.Interval);
        WriteMinutes(writer, "minute", fields.Time, search.Interval);
        EndComposite(writer, search.After);
        writer.WriteStartObject("arrived"u8);
        WriteArrivals(writer, fields);
        writer.WriteStartObject("aggs"u8);
        SearchClauses.WriteMetric(writer, "bytes", "sum", fields.Size);
        writer.WriteEndObject();
        writer.WriteEndObject();
        EndWithIndices(writer, fields);
    }

    /// <summary>Writes the search for the number of object events of a time of receipt.</summary>
    public static void WriteObjects(Utf8JsonWriter writer, ElasticsearchFields fields, long first, long until)
    {
        Begin(writer);
        WriteRange(writer, fields.Receipt, StartOf(first), StartOf(until));
        SearchClauses.WriteExists(writer, fields.ObjectEvent);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteBoolean("track_total_hits"u8, true);
        writer.WriteEndObject();
    }

    /// <summary>Writes the search for all bytes of event minutes, whenever they were received.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="search">How.</param>
    /// <param name="minutes">The event minutes: first ones, and those behind the last ones.</param>
    /// <param name="since">The first minute of receipt that counts.</param>
    /// <param name="until">The minute of receipt behind the last one.</param>
    public static void WriteWhole(Utf8JsonWriter writer, in EntitySearch search, IReadOnlyList<(long First, long Until)> minutes, long since, long until)
    {
        ElasticsearchFields fields = search.Fields;
        Begin(writer);
        WriteRange(writer, fields.Receipt, StartOf(since), StartOf(until));
        SearchClauses.WriteExists(writer, fields.Pipeline);
        WriteIsArrival(writer, fields);
        writer.WriteEndArray();
        WriteTimes(writer, fields, minutes.Select(one => (StartOf(one.First), StartOf(one.Until))));
        BeginComposite(writer, search.MaxBuckets);
        WriteSource(writer, "pipeline", fields.PipelineKeyword);
        WriteMinutes(writer, "minute", fields.Time, search.Interval);
        EndComposite(writer, search.After);
        SearchClauses.WriteMetric(writer, "bytes", "sum", fields.Size);
        EndWithIndices(writer, fields);
    }

    /// <summary>Writes the search for events that have more than one document, in a part of all ids.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fields">The names of the fields.</param>
    /// <param name="suspects">Where such may be.</param>
    /// <param name="receipts">The first minute of receipt, and that behind the last one.</param>
    /// <param name="part">Which part of the ids, and how many there are.</param>
    /// <param name="documents">At least as many as there are documents.</param>
    public static void WriteDuplicates(Utf8JsonWriter writer, ElasticsearchFields fields, IReadOnlyList<(long From, long Until)> suspects, (long First, long Until) receipts, (int Number, int Of) part, int documents)
    {
        Begin(writer);
        WriteRange(writer, fields.Receipt, StartOf(receipts.First), StartOf(receipts.Until));
        SearchClauses.WriteExists(writer, fields.Pipeline);
        WriteIsArrival(writer, fields);
        writer.WriteEndArray();
        WriteTimes(writer, fields, suspects.Select(one => (DateTimeOffset.FromUnixTimeMilliseconds(one.From), DateTimeOffset.FromUnixTimeMilliseconds(one.Until + 1))));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("twice"u8);
        writer.WriteStartObject("terms"u8);
        writer.WriteString("field"u8, fields.EventIdKeyword);
        writer.WriteNumber("min_doc_count"u8, 2);
        writer.WriteNumber("size"u8, MostDuplicates);

        // Each shard gives all of its ids: what it left out could be the second document.
        writer.WriteNumber("shard_size"u8, documents);
        if (part.Of > 1)
        {
            writer.WriteStartObject("include"u8);
            writer.WriteNumber("partition"u8, part.Number);
            writer.WriteNumber("num_partitions"u8, part.Of);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("all"u8);
        writer.WriteStartObject("top_hits"u8);
        writer.WriteNumber("size"u8, MostDocuments);
        writer.WriteStartArray("_source"u8);
        foreach (string member in (string[])[fields.Receipt, fields.Time, fields.Size, fields.Pipeline])
        {
            writer.WriteStringValue(member);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("sort"u8);
        writer.WriteStartObject();
        writer.WriteString(fields.Receipt, "asc"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        End(writer);
    }

    /// <summary>Writes the search for capacities: one bucket for each, however often heartbeats repeat it, with its first time of receipt.</summary>
    public static void WriteCapacities(Utf8JsonWriter writer, in EntitySearch search, long first, long until)
    {
        ElasticsearchFields fields = search.Fields;
        Begin(writer);
        WriteRange(writer, fields.Receipt, StartOf(first), StartOf(until));
        SearchClauses.WriteExists(writer, fields.Pipeline);
        SearchClauses.WriteExists(writer, fields.BytesPerHour);
        writer.WriteEndArray();
        BeginComposite(writer, search.MaxBuckets);
        WriteSource(writer, "pipeline", fields.PipelineKeyword);
        WriteSource(writer, "effective_from", fields.EffectiveFrom);
        WriteSource(writer, "bytes_per_hour", fields.BytesPerHour);
        EndComposite(writer, search.After);
        SearchClauses.WriteMetric(writer, "received", "min", fields.Receipt);
        End(writer);
    }

    /// <summary>Writes the search for what was told last, a page of pipelines, or of sources, at a time: of all, and of incidents.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="search">How.</param>
    /// <param name="since">How far back.</param>
    /// <param name="ofSources">What was told of sources, which has no pipeline.</param>
    public static void WriteTold(Utf8JsonWriter writer, in EntitySearch search, DateTimeOffset since, bool ofSources)
    {
        ElasticsearchFields fields = search.Fields;
        Begin(writer);
        WriteRange(writer, fields.Time, since, until: null);
        writer.WriteEndArray();
        SearchClauses.WriteAnyExists(writer, fields.Incidents);
        BeginComposite(writer, search.MaxBuckets);
        WriteSource(writer, "pipeline", ofSources ? fields.SourceKeyword : fields.PipelineKeyword);
        EndComposite(writer, search.After);
        WriteLast(writer, fields);
        writer.WriteStartObject("incident"u8);
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("bool"u8);
        SearchClauses.WriteAnyExists(writer, fields.Incidents.Select(incident => $"{incident}.incident_start"));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        WriteLast(writer, fields);
        writer.WriteEndObject();
        writer.WriteEndObject();
        End(writer);
    }

    /// <summary>Writes the filter of an aggregation over objects whose data arrived.</summary>
    internal static void WriteArrivals(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WritePropertyName("filter"u8);
        WriteIsArrival(writer, fields);
    }

    /// <summary>Writes the clause that objects fit whose data arrived.</summary>
    internal static void WriteIsArrival(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteStartObject();
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

    private static void WriteLast(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteStartObject("last"u8);
        writer.WriteStartObject("top_hits"u8);
        writer.WriteNumber("size"u8, 1);
        SearchClauses.WriteSort(writer, fields.Time, "desc");
        writer.WriteStartObject("_source"u8);
        writer.WriteStartArray("includes"u8);
        writer.WriteStringValue(fields.Time);
        foreach (string incident in fields.Incidents)
        {
            writer.WriteStringValue($"{incident}.*");
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Up to where the clauses of the filter go.
    private static void Begin(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
    }

    private static void BeginComposite(Utf8JsonWriter writer, int size)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("cells"u8);
        writer.WriteStartObject("composite"u8);
        writer.WriteNumber("size"u8, size);
        writer.WriteStartArray("sources"u8);
    }

    // Not after_key, which some versions give on the last page too: the key of the last bucket is the same.
    private static void EndComposite(Utf8JsonWriter writer, JsonElement? after)
    {
        writer.WriteEndArray();
        if (after is { } key)
        {
            writer.WritePropertyName("after"u8);
            key.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // In which indices the documents are, and of which times: an event that is in two of them has the same time in both.
    private static void EndWithIndices(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("indices"u8);
        writer.WriteStartObject("terms"u8);
        writer.WriteString("field"u8, "_index"u8);
        writer.WriteNumber("size"u8, MostIndices);
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        SearchClauses.WriteMetric(writer, "first", "min", fields.Time);
        SearchClauses.WriteMetric(writer, "last", "max", fields.Time);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, string name, string field)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(name);
        writer.WriteStartObject();
        SearchClauses.WriteField(writer, "terms", field);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMinutes(Utf8JsonWriter writer, string name, string field, string interval)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(name);
        writer.WriteStartObject("date_histogram"u8);
        writer.WriteString("field"u8, field);
        writer.WriteString(interval, "1m"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // One of several times of the events.
    private static void WriteTimes(Utf8JsonWriter writer, ElasticsearchFields fields, IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> times)
    {
        writer.WriteStartArray("should"u8);
        foreach ((DateTimeOffset from, DateTimeOffset until) in times)
        {
            WriteRange(writer, fields.Time, from, until);
        }

        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match"u8, 1);
    }

    private static void WriteRange(Utf8JsonWriter writer, string field, DateTimeOffset from, DateTimeOffset? until)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject(field);
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

    private static DateTimeOffset StartOf(long minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);
}
