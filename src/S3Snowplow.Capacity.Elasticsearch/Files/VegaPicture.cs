using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Writes what the pictures have in common: where a Vega panel gets its data, and the pipelines by name.</summary>
internal static class VegaPicture
{
    private const int MaxPipelines = 50;

    /// <summary>Writes the schema, the title and the data; the panel's time range and filters apply.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fields">The names of the fields.</param>
    /// <param name="options">The indices.</param>
    /// <param name="title">The title.</param>
    /// <param name="property">Where the data stands in the answer.</param>
    /// <param name="writeSearch">Writes the body of the search.</param>
    public static void WriteData(Utf8JsonWriter writer, ElasticsearchFields fields, ElasticsearchOptions options, string title, string property, Action writeSearch)
    {
        writer.WriteString("$schema"u8, "https://vega.github.io/schema/vega-lite/v5.json"u8);
        writer.WriteString("title"u8, title);
        writer.WriteStartObject("data"u8);
        writer.WriteStartObject("url"u8);
        writer.WriteBoolean("%context%"u8, true);
        writer.WriteString("%timefield%"u8, fields.Time);
        writer.WriteString("index"u8, options.IndexPattern);
        writer.WritePropertyName("body"u8);
        writeSearch();
        writer.WriteEndObject();
        writer.WriteStartObject("format"u8);
        writer.WriteString("property"u8, property);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the grouping by the pipelines' names, in their order.</summary>
    public static void WriteByPipeline(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteStartObject("terms"u8);
        writer.WriteString("field"u8, fields.PipelineKeyword);
        writer.WriteNumber("size"u8, MaxPipelines);
        writer.WriteStartObject("order"u8);
        writer.WriteString("_key"u8, "asc"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the grouping by time, without the times in which there is nothing.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fields">The names of the fields.</param>
    /// <param name="width">The width of a group: <c>1h</c>, <c>1m</c>.</param>
    public static void WriteByTime(Utf8JsonWriter writer, ElasticsearchFields fields, string width)
    {
        writer.WriteStartObject("date_histogram"u8);
        writer.WriteString("field"u8, fields.Time);
        writer.WriteString(IndexSearch.FixedInterval, width);
        writer.WriteNumber("min_doc_count"u8, 1);
        writer.WriteEndObject();
    }
}
