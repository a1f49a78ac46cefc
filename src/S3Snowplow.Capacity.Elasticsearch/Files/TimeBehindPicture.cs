using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>How far each pipeline was behind when something was told of it, as Vega-Lite.</summary>
/// <remarks>The events say it at the beginning, the worsening and the end of an incident; in between nothing is sent. Source: Vega-Lite 5.</remarks>
internal static class TimeBehindPicture
{
    /// <summary>Writes the members of the specification.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, ElasticsearchOptions options)
    {
        VegaPicture.WriteData(writer, fields, options, "Minutes of work that waited when it was told", "aggregations.told.pipelines.buckets", () => WriteSearch(writer, fields));
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
        VegaPicture.WriteByPipeline(writer, fields);
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("by_time"u8);
        VegaPicture.WriteByTime(writer, fields, "1m");
        writer.WriteStartObject("aggs"u8);
        SearchClauses.WriteMetric(writer, "seconds_behind", "max", $"{fields.Incident}.seconds_behind");
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
