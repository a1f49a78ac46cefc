using System.Text.Json;
using S3Snowplow.Notifications;

namespace S3Snowplow.Capacity;

/// <summary>A picture of bytes against capacity, for the Vega panel of Kibana (7.2 and later) and of OpenSearch Dashboards.</summary>
/// <remarks>
/// Vega-Lite; the panel's time range and filters apply (<c>%context%</c>). Source: Kibana Guide, "Custom visualizations with Vega"; Vega-Lite 5.
/// </remarks>
internal static class ElasticsearchPicture
{
    private const int MaxPipelines = 50;

    /// <summary>Writes the members of the specification.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, ElasticsearchOptions options)
    {
        writer.WriteString("$schema"u8, "https://vega.github.io/schema/vega-lite/v5.json"u8);
        writer.WriteString("title"u8, "Bytes an hour (bars) against what each pipeline can take (line); hours in which an incident began, or became critical, are red"u8);
        writer.WriteStartObject("data"u8);
        writer.WriteStartObject("url"u8);
        writer.WriteBoolean("%context%"u8, true);
        writer.WriteString("%timefield%"u8, fields.Time);
        writer.WriteString("index"u8, options.IndexPattern);
        writer.WritePropertyName("body"u8);
        WriteSearch(writer, fields);
        writer.WriteEndObject();
        writer.WriteStartObject("format"u8);
        writer.WriteString("property"u8, "aggregations.pipelines.buckets"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();

        // What has nothing to put in is written as it stands.
        writer.WritePropertyName("transform"u8);
        writer.WriteRawValue("""
            [
              { "calculate": "datum.by_hour.buckets", "as": "hours" },
              { "flatten": ["hours"], "as": ["hour"] },
              { "calculate": "datum.hour.key", "as": "time" },
              { "calculate": "datum.hour.arrived.bytes.value", "as": "bytes" },
              { "calculate": "datum.hour.capacity.value", "as": "capacity" },
              { "calculate": "datum.hour.exceeded.doc_count > 0 ? 'incident' : 'well'", "as": "hour_state" }
            ]
            """u8);
        writer.WritePropertyName("facet"u8);
        writer.WriteRawValue("""{ "row": { "field": "key", "type": "nominal", "title": "pipeline" } }"""u8);
        writer.WritePropertyName("spec"u8);
        writer.WriteRawValue("""
            {
              "width": 760,
              "height": 110,
              "encoding": { "x": { "field": "time", "type": "temporal", "timeUnit": "yearmonthdatehours", "title": null } },
              "layer": [
                {
                  "mark": { "type": "bar", "width": { "band": 0.9 } },
                  "encoding": {
                    "y": { "field": "bytes", "type": "quantitative", "title": "bytes / hour", "axis": { "format": "~s" } },
                    "color": { "field": "hour_state", "type": "nominal", "legend": null, "scale": { "domain": ["well", "incident"], "range": ["#7aa6d8", "#d64545"] } },
                    "tooltip": [
                      { "field": "time", "type": "temporal", "format": "%Y-%m-%d %H:%M" },
                      { "field": "bytes", "type": "quantitative", "format": ",.0f" },
                      { "field": "capacity", "type": "quantitative", "format": ",.0f" }
                    ]
                  }
                },
                {
                  "transform": [{ "filter": "isValid(datum.capacity)" }],
                  "mark": { "type": "line", "interpolate": "step-after", "strokeDash": [6, 4], "color": "#1c2530" },
                  "encoding": { "y": { "field": "capacity", "type": "quantitative" } }
                }
              ],
              "resolve": { "scale": { "y": "shared" } }
            }
            """u8);
        writer.WritePropertyName("resolve"u8);
        writer.WriteRawValue("""{ "scale": { "y": "independent" } }"""u8);
    }

    private static void WriteSearch(Utf8JsonWriter writer, ElasticsearchFields fields)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
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
        writer.WriteStartObject("by_hour"u8);
        writer.WriteStartObject("date_histogram"u8);
        writer.WriteString("field"u8, fields.Time);
        writer.WriteString("fixed_interval"u8, "1h"u8);
        writer.WriteNumber("min_doc_count"u8, 1);
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("arrived"u8);
        EntityQuery.WriteArrivals(writer, fields);
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
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter writer, string name, string metric, string field)
    {
        writer.WriteStartObject(name);
        writer.WriteStartObject(metric);
        writer.WriteString("field"u8, field);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
