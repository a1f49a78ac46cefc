using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>How far each pipeline was behind when something was told of it, as Vega-Lite.</summary>
/// <remarks>The events say it at the beginning, the worsening and the end of an incident; in between nothing is sent. Source: Vega-Lite 5.</remarks>
internal static class TimeBehindPicture
{
    private const int MaxPipelines = 50;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The specification.</summary>
    public static string Print(ElasticsearchFields fields, ElasticsearchOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(4 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema"u8, "https://vega.github.io/schema/vega-lite/v5.json"u8);
            writer.WriteString("title"u8, "Minutes of work that waited when it was told"u8);
            writer.WriteStartObject("data"u8);
            writer.WriteStartObject("url"u8);
            writer.WriteBoolean("%context%"u8, true);
            writer.WriteString("%timefield%"u8, fields.Time);
            writer.WriteString("index"u8, options.IndexPattern);
            writer.WritePropertyName("body"u8);
            WriteSearch(writer, fields);
            writer.WriteEndObject();
            writer.WriteStartObject("format"u8);
            writer.WriteString("property"u8, "aggregations.told.pipelines.buckets"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WritePropertyName("transform"u8);
            writer.WriteRawValue("""
                [
                  { "calculate": "datum.by_time.buckets", "as": "times" },
                  { "flatten": ["times"], "as": ["at"] },
                  { "calculate": "datum.at.key", "as": "time" },
                  { "calculate": "datum.at.seconds_behind.value / 60", "as": "minutes_behind" },
                  { "filter": "isValid(datum.at.seconds_behind.value)" }
                ]
                """u8);
            writer.WritePropertyName("mark"u8);
            writer.WriteRawValue("""{ "type": "line", "point": true, "interpolate": "step-after" }"""u8);
            writer.WritePropertyName("encoding"u8);
            writer.WriteRawValue("""
                {
                  "x": { "field": "time", "type": "temporal", "title": null },
                  "y": { "field": "minutes_behind", "type": "quantitative", "title": "minutes behind" },
                  "color": { "field": "key", "type": "nominal", "title": "pipeline" },
                  "tooltip": [
                    { "field": "key", "type": "nominal", "title": "pipeline" },
                    { "field": "time", "type": "temporal", "format": "%Y-%m-%d %H:%M" },
                    { "field": "minutes_behind", "type": "quantitative", "format": ",.0f" }
                  ]
                }
                """u8);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteSearch(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("told"u8);
        writer.WriteStartObject("filter"u8);
        writer.WriteStartObject("exists"u8);
        writer.WriteString("field"u8, $"{fields.Incident}.seconds_behind");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("pipelines"u8);
        writer.WriteStartObject("terms"u8);
        writer.WriteString("field"u8, fields.PipelineKeyword);
        writer.WriteNumber("size"u8, MaxPipelines);
        writer.WriteStartObject("order"u8);
        writer.WriteString("_key"u8, "asc"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("by_time"u8);
        writer.WriteStartObject("date_histogram"u8);
        writer.WriteString("field"u8, fields.Time);
        writer.WriteString("fixed_interval"u8, "1m"u8);
        writer.WriteNumber("min_doc_count"u8, 1);
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        PictureSearch.WriteMetric(writer, "seconds_behind", "max", $"{fields.Incident}.seconds_behind");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
