using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>
/// How the documents are mapped: texts as <c>keyword</c>, sizes as <c>long</c>, times as <c>date</c>.
/// </summary>
/// <remarks>
/// Stated for every member of our schemas and of Iglu Central's layout, so that a type does not depend on which document comes first. Other texts are made
/// keywords by a rule, which the rest does not need. Source: Elasticsearch Guide, "Dynamic templates", "Keyword type family".
/// </remarks>
internal static class ElasticsearchMapping
{
    /// <summary>
    /// Up to how many UTF-16 units a keyword can be found. A longer one stays in the document and is not found. Without a limit the server refuses the whole document where a keyword
    /// has more than 32,766 bytes of UTF-8, those of other people's events too; 8,191 units stay below that, whatever they are.
    /// </summary>
    private const int LongestKeyword = 8191;

    private static readonly string[] Texts = ["app_id", "platform", "event", "event_id", "event_vendor", "event_name", "event_format", "event_version", "name_tracker", "v_tracker"];

    private static readonly string[] Times = ["collector_tstamp", "derived_tstamp", "dvce_created_tstamp", "dvce_sent_tstamp", "etl_tstamp", "true_tstamp"];

    private static readonly (string Name, string Type)[] ObjectEvent =
    [
        ("event_name", "keyword"), ("event_time", "date"), ("source", "keyword"), ("bucket", "keyword"), ("key", "keyword"), ("raw_key", "keyword"), ("size", "long"), ("etag", "keyword"),
        ("version_id", "keyword"), ("sequencer", "keyword"), ("region", "keyword"), ("requester", "keyword"), ("source_ip_address", "keyword"),
    ];

    private static readonly (string Name, string Type)[] IgluCentral =
    [
        ("eventSource", "keyword"), ("eventVersion", "keyword"), ("awsRegion", "keyword"), ("eventTime", "date"), ("eventName", "keyword"), ("userIdentity.principalId", "keyword"),
        ("requestParameters.sourceIPAddress", "keyword"), ("s3.bucket.name", "keyword"), ("s3.object.key", "keyword"), ("s3.object.size", "long"), ("s3.object.eTag", "keyword"), ("s3.configurationId", "keyword"),
    ];

    private static readonly (string Name, string Type)[] Capacity =
    [
        ("band", "keyword"), ("bytes_per_hour", "long"), ("effective_from", "date"), ("source", "keyword"), ("revision", "keyword"), ("inputs.bucket", "keyword"), ("inputs.prefix", "keyword"),
        ("owner", "keyword"),
    ];

    private static readonly (string Name, string Type)[] Incident =
    [
        ("kind", "keyword"), ("severity", "keyword"), ("source", "keyword"), ("judged_minute", "date"), ("receipt_minute", "date"), ("incident_id", "keyword"), ("incident_start", "date"),
        ("backlog_bytes", "long"), ("seconds_behind", "long"), ("bytes_per_hour", "long"), ("limit_minutes", "long"), ("rhythm_minutes", "long"), ("rhythm_found", "boolean"),
        ("delay_minutes", "long"), ("load", "double"), ("passes_minutes", "long"), ("back_minutes", "long"), ("old_bytes_per_hour", "long"), ("new_bytes_per_hour", "long"),
        ("usual_gap_minutes", "long"), ("measured_bytes_per_hour", "long"),
    ];

    // What versions 1-0-x of the schema have: such documents stay in the indices, and may go on coming from processes that are not up to date.
    private static readonly (string Name, string Type)[] FirstIncident =
    [
        ("state", "keyword"), ("incident_id", "keyword"), ("incident_start", "date"), ("trigger", "keyword"), ("window_minutes", "long"), ("load_limit", "double"), ("bytes_in", "long"),
        ("capacity_bytes", "long"), ("load", "double"), ("bytes_per_hour", "long"), ("backlog_bytes", "long"), ("minutes_behind", "double"), ("minutes_to_catch_up", "double"),
    ];

    /// <summary>Writes the member <c>mappings</c>.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, ElasticsearchOptions options)
    {
        writer.WriteStartObject("mappings"u8);
        writer.WriteStartArray("dynamic_templates"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("texts_are_keywords"u8);
        writer.WriteString("match_mapping_type"u8, "string"u8);
        writer.WriteStartObject("mapping"u8);
        WriteType(writer, "keyword", options.KeywordSuffix ?? "");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("properties"u8);
        foreach (string name in Texts)
        {
            WriteField(writer, name, "keyword", options.KeywordSuffix ?? "");
        }

        foreach (string name in Times.Append(fields.Time).Append(fields.Receipt).Distinct(StringComparer.Ordinal))
        {
            WriteField(writer, name, "date", "");
        }

        WriteObject(writer, fields.ObjectEvent, fields.IsIgluCentral ? IgluCentral : ObjectEvent, options.KeywordSuffix ?? "");
        WriteObject(writer, fields.Capacity, Capacity, options.KeywordSuffix ?? "");
        if (FirstIncidentField(fields.Incident) is { } first)
        {
            WriteObject(writer, first, FirstIncident, options.KeywordSuffix ?? "");
        }

        WriteObject(writer, fields.Incident, Incident, options.KeywordSuffix ?? "");
        WriteObject(writer, fields.PipelineEntity, [("name", "keyword"), ("_schema_version", "keyword")], options.KeywordSuffix ?? "");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // The last part of the name is the schema's model.
    private static string? FirstIncidentField(string incident)
    {
        string first = $"{incident.AsSpan(0, incident.LastIndexOf('_'))}_1";
        return first == incident ? null : first;
    }

    private static void WriteObject(Utf8JsonWriter writer, string name, ReadOnlySpan<(string Name, string Type)> members, string suffix)
    {
        // A dotted name is a member of an object here too: Elasticsearch takes both for the same.
        writer.WriteStartObject(name);
        writer.WriteStartObject("properties"u8);
        foreach ((string member, string type) in members)
        {
            WriteField(writer, member, type, suffix);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, string name, string type, string suffix)
    {
        writer.WriteStartObject(name);
        WriteType(writer, type, suffix);
        writer.WriteEndObject();
    }

    // With a suffix, texts can be searched by their words too, as in the mapping that Elasticsearch makes up itself.
    private static void WriteType(Utf8JsonWriter writer, string type, string suffix)
    {
        if (type != "keyword")
        {
            writer.WriteString("type"u8, type);
        }
        else if (suffix.Length == 0)
        {
            WriteKeyword(writer);
        }
        else
        {
            writer.WriteString("type"u8, "text"u8);
            writer.WriteStartObject("fields"u8);
            writer.WriteStartObject(suffix.AsSpan(1));
            WriteKeyword(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void WriteKeyword(Utf8JsonWriter writer)
    {
        writer.WriteString("type"u8, "keyword"u8);
        writer.WriteNumber("ignore_above"u8, LongestKeyword);
    }
}
