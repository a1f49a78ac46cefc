using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>
/// What a picture asks for: bytes that arrived, capacity and incidents of each hour, by pipeline. By the name in the pipeline entity, or, where the objects' events carry none, by the inputs of given bands.
/// </summary>
/// <remarks>Source: Elasticsearch Guide, "Filter aggregation", "Date histogram aggregation".</remarks>
internal static class PictureSearch
{
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
            VegaPicture.WriteByPipeline(writer, fields);
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
        VegaPicture.WriteByTime(writer, fields, "1h");
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("arrived"u8);
        writeArrivals();
        writer.WriteStartObject("aggs"u8);
        SearchClauses.WriteMetric(writer, "bytes", "sum", fields.Size);
        writer.WriteEndObject();
        writer.WriteEndObject();
        SearchClauses.WriteMetric(writer, "capacity", "max", fields.BytesPerHour);
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

    /// <summary>Writes the member <c>term</c>.</summary>
    internal static void WriteTerm(Utf8JsonWriter writer, string field, string value)
    {
        writer.WriteStartObject("term"u8);
        writer.WriteString(field, value);
        writer.WriteEndObject();
    }
}
