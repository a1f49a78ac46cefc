using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Saved objects for Kibana and OpenSearch Dashboards, one JSON object a line: a pattern of indices, two Vega pictures, a list, and a dashboard with all of them.</summary>
/// <remarks>
/// In the form that Kibana 7.10 exports, from which OpenSearch Dashboards was made and which both read; <c>migrationVersion</c> says so. Source: Kibana Guide, "Import objects API"; exported objects in public
/// repositories. Kibana takes objects of an older version, never of a newer one.
/// </remarks>
internal static class DashboardObjects
{
    /// <summary>The version of the panels in a dashboard of Kibana.</summary>
    public const string Kibana = "7.10.0";

    /// <summary>The same for OpenSearch Dashboards, which counts anew.</summary>
    public const string OpenSearchDashboards = "1.0.0";

    private const string Pattern = "s3snowplow-documents";
    private const string Bytes = "s3snowplow-bytes-and-capacity";
    private const string Behind = "s3snowplow-time-behind";
    private const string Told = "s3snowplow-incidents";
    private const string Search = """{"query":{"query":"","language":"kuery"},"filter":[]}""";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All of them.</summary>
    /// <param name="options">Schemas, index pattern and field names.</param>
    /// <param name="bands">Whose the objects are; without any, the pipeline entity says it.</param>
    /// <param name="version">Of the panels.</param>
    public static string Print(ElasticsearchOptions options, CapacityBands? bands, string version)
    {
        var fields = new ElasticsearchFields(options);
        return string.Concat(
            Line("index-pattern", Pattern, "7.6.0", writer =>
            {
                writer.WriteString("title"u8, options.IndexPattern);
                writer.WriteString("timeFieldName"u8, fields.Time);
            }),
            Vega(Bytes, "Bytes against capacity, by pipeline", ElasticsearchFiles.Picture(options, bands)),
            Vega(Behind, "Time behind, as it was told", ElasticsearchFiles.TimeBehind(options)),
            Line("search", Told, "7.9.3", writer =>
            {
                writer.WriteString("title"u8, "What was told of pipelines"u8);
                writer.WriteString("description"u8, ""u8);
                writer.WriteNumber("version"u8, 1);
                writer.WriteStartArray("columns"u8);
                foreach (string column in new[] { fields.Pipeline, $"{fields.Incident}.kind", $"{fields.Incident}.severity", $"{fields.Incident}.seconds_behind", $"{fields.Incident}.backlog_bytes", $"{fields.Incident}.incident_id" })
                {
                    writer.WriteStringValue(column);
                }

                writer.WriteEndArray();
                writer.WriteStartArray("sort"u8);
                writer.WriteStartArray();
                writer.WriteStringValue(fields.Time);
                writer.WriteStringValue("desc"u8);
                writer.WriteEndArray();
                writer.WriteEndArray();
                WriteSearch(writer, $$"""{"query":{"query":"{{fields.Incident}}.kind{{fields.Suffix}}: *","language":"kuery"},"filter":[],"indexRefName":"kibanaSavedObjectMeta.searchSourceJSON.index"}""");
            }, ("kibanaSavedObjectMeta.searchSourceJSON.index", "index-pattern", Pattern)),
            Line("dashboard", "s3snowplow", "7.9.3", writer =>
            {
                writer.WriteString("title"u8, "S3Snowplow: bytes against capacity"u8);
                writer.WriteString("description"u8, ""u8);
                writer.WriteNumber("version"u8, 1);
                writer.WriteBoolean("timeRestore"u8, true);
                writer.WriteString("timeFrom"u8, "now-24h"u8);
                writer.WriteString("timeTo"u8, "now"u8);
                writer.WriteString("optionsJSON"u8, """{"hidePanelTitles":false,"useMargins":true}""");
                writer.WriteString("panelsJSON"u8, $"[{Panel(0, 0, 24)},{Panel(1, 24, 14)},{Panel(2, 38, 16)}]");
                WriteSearch(writer, Search);
            }, ("panel_0", "visualization", Bytes), ("panel_1", "visualization", Behind), ("panel_2", "search", Told)));

        string Panel(int number, int top, int height) =>
            $$"""{"version":"{{version}}","gridData":{"x":0,"y":{{top}},"w":48,"h":{{height}},"i":"{{number}}"},"panelIndex":"{{number}}","embeddableConfig":{},"panelRefName":"panel_{{number}}"}""";
    }

    private static string Vega(string id, string title, string specification) => Line("visualization", id, "7.10.0", writer =>
    {
        writer.WriteString("title"u8, title);
        writer.WriteString("description"u8, ""u8);
        writer.WriteNumber("version"u8, 1);
        writer.WriteString("uiStateJSON"u8, "{}"u8);
        writer.WriteString("visState"u8, Json(state =>
        {
            state.WriteString("title"u8, title);
            state.WriteString("type"u8, "vega"u8);
            state.WriteStartArray("aggs"u8);
            state.WriteEndArray();
            state.WriteStartObject("params"u8);
            state.WriteString("spec"u8, specification);
            state.WriteEndObject();
        }));
        WriteSearch(writer, Search);
    });

    private static string Line(string type, string id, string migration, Action<Utf8JsonWriter> attributes, params ReadOnlySpan<(string Name, string Type, string Id)> references)
    {
        (string Name, string Type, string Id)[] all = [.. references];
        return Json(writer =>
        {
            writer.WriteString("type"u8, type);
            writer.WriteString("id"u8, id);
            writer.WriteStartObject("attributes"u8);
            attributes(writer);
            writer.WriteEndObject();
            writer.WriteStartArray("references"u8);
            foreach ((string name, string target, string targetId) in all)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, name);
                writer.WriteString("type"u8, target);
                writer.WriteString("id"u8, targetId);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("migrationVersion"u8);
            writer.WriteString(type, migration);
            writer.WriteEndObject();
        }) + "\n";
    }

    private static void WriteSearch(Utf8JsonWriter writer, string search)
    {
        writer.WriteStartObject("kibanaSavedObjectMeta"u8);
        writer.WriteString("searchSourceJSON"u8, search);
        writer.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(4 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
