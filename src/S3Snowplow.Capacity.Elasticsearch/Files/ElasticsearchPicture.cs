using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>A picture of bytes against capacity, for the Vega panel of Kibana (7.2 and later) and of OpenSearch Dashboards.</summary>
/// <remarks>
/// Vega-Lite; the panel's time range and filters apply (<c>%context%</c>). Source: Kibana Guide, "Custom visualizations with Vega"; Vega-Lite 5.
/// </remarks>
internal static class ElasticsearchPicture
{
    /// <summary>Writes the members of the specification.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, ElasticsearchOptions options, CapacityBands? bands)
    {
        VegaPicture.WriteData(
            writer,
            fields,
            options,
            "Bytes an hour (bars) against what each pipeline can take (line); hours in which an incident began, or became critical, are red",
            bands is null ? "aggregations.pipelines.buckets" : "aggregations",
            () => PictureSearch.Write(writer, fields, bands));

        // What has nothing to put in is written as it stands.
        writer.WritePropertyName("transform"u8);
        writer.WriteRawValue($$"""
            [
              {{Pipelines(bands)}},
              { "flatten": ["hours"], "as": ["hour"] },
              { "calculate": "datum.hour.key", "as": "time" },
              { "calculate": "datum.hour.arrived.bytes.value", "as": "bytes" },
              { "calculate": "datum.hour.capacity.value", "as": "capacity" },
              { "calculate": "datum.hour.exceeded.doc_count > 0 ? 'incident' : 'well'", "as": "hour_state" }
            ]
            """);
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

    // One answer has the pipelines as a list, the other one as members; what follows is the same for both. A name is a text in an expression, so it is written as JSON writes it.
    private static string Pipelines(CapacityBands? bands)
    {
        if (bands is null)
        {
            return """{ "calculate": "datum.by_hour.buckets", "as": "hours" }""";
        }

        string list = string.Join(", ", bands.Pipelines.Select((pipeline, index) => $"{{key: \"{JsonEncodedText.Encode(pipeline.Name)}\", hours: datum.{PictureSearch.Name(index)}.by_hour.buckets}}"));
        return $$"""
            { "calculate": "[{{JsonEncodedText.Encode(list, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}]", "as": "pipelines" },
              { "flatten": ["pipelines"], "as": ["pipeline"] },
              { "calculate": "datum.pipeline.key", "as": "key" },
              { "calculate": "datum.pipeline.hours", "as": "hours" }
            """;
    }
}
