using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>
/// What a picture asks for: bytes that arrived, capacity and incidents of each hour, by pipeline. By the name in the pipeline entity, or, where the objects' events carry none, by the inputs of given bands.
/// </summary>
/// <remarks>Source: Elasticsearch Guide, "Filter aggregation", "Date histogram aggregation".</remarks>
internal static class PictureSearch
{
    private const int MaxPipelines = 50;

    /// <summary>The name of a pipeline's aggregation: its own name may have letters in it that none may have.</summary>
    public static string Name(int pipeline) => $"p{pipeline}";

    /// <summary>Writes the body.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, CapacityBands? bands)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
        writer.WriteStartObject("aggs"u8);
        if (bands is null)
        {
            writer.WriteStartObject("pipelines"u8);
            writer.WriteStartObject("terms"u8);
            writer.WriteString("field"u8, fields.PipelineKeyword);
            writer.WriteNumber("size"u8, MaxPipelines);
            writer.WriteStartObject("order"u8);
            writer.WriteString("_key"u8, "asc"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
            WriteHours(writer, fields, () => EntityQuery.WriteArrivals(writer, fields));
            writer.WriteEndObject();
        }
        else
        {
            for (int i = 0; i < bands.Pipelines.Count; i++)
            {
                WritePipeline(writer, fields, bands, i);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Capacities and incidents carry the name, objects are in the inputs.
    private static void WritePipeline(Utf8JsonWriter writer, ElasticsearchFields fields, CapacityBands bands, int index)
    {
        PipelineBand pipeline = bands.Pipelines[index];
        writer.WriteStartObject(Name(index));
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("should"u8);
        writer.WriteStartObject();
        WriteTerm(writer, fields.PipelineKeyword, pipeline.Name);
        writer.WriteEndObject();
        PictureInputs.Write(writer, fields, bands, pipeline);
        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match"u8, 1);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteHours(writer, fields, () =>
        {
            writer.WriteStartObject("filter"u8);
            writer.WriteStartObject("bool"u8);
            writer.WriteStartArray("filter"u8);
            EntityQuery.WriteIsArrival(writer, fields);
            writer.WriteEndArray();
            writer.WriteStartArray("should"u8);
            PictureInputs.Write(writer, fields, bands, pipeline);
            writer.WriteEndArray();
            writer.WriteNumber("minimum_should_match"u8, 1);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void WriteHours(Utf8JsonWriter writer, ElasticsearchFields fields, Action writeArrivals)
    {
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("by_hour"u8);
        writer.WriteStartObject("date_histogram"u8);
        writer.WriteString("field"u8, fields.Time);
        writer.WriteString("fixed_interval"u8, "1h"u8);
        writer.WriteNumber("min_doc_count"u8, 1);
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("arrived"u8);
        writeArrivals();
        writer.WriteStartObject("aggs"u8);
        WriteMetric(writer, "bytes", "sum", fields.Size);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteMetric(writer, "capacity", "max", fields.BytesPerHour);
        writer.WriteStartObject("exceeded"u8);
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("terms"u8);
        writer.WriteStartArray($"{fields.Incident}.kind{fields.Suffix}");
        writer.WriteStringValue(TransitionKind.Warning.Name());
        writer.WriteStringValue(TransitionKind.Critical.Name());
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a metric of a field.</summary>
    internal static void WriteMetric(Utf8JsonWriter writer, string name, string metric, string field)
    {
        writer.WriteStartObject(name);
        writer.WriteStartObject(metric);
        writer.WriteString("field"u8, field);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the member <c>term</c>.</summary>
    internal static void WriteTerm(Utf8JsonWriter writer, string field, string value)
    {
        writer.WriteStartObject("term"u8);
        writer.WriteString(field, value);
        writer.WriteEndObject();
    }
}
