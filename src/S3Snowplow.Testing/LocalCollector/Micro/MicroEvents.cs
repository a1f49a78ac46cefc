using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>Writes good and bad events as Snowplow Micro's API shows them.</summary>
/// <remarks>Source: Snowplow documentation, "Snowplow Micro API", GoodEvent and BadEvent.</remarks>
internal static class MicroEvents
{
    private const string EventEnvelope = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0";
    private const string EntitiesEnvelope = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0";

    /// <summary>Writes one good event: raw, and enriched.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="good">The event.</param>
    /// <param name="software">Micro 1 does not say whether it is incomplete.</param>
    public static void WriteGood(Utf8JsonWriter writer, GoodEvent good, SnowplowSoftware software)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("rawEvent");
        WriteRawEvent(writer, good.Request, good.Parameters, software);
        writer.WriteString("eventType", good.EventType);
        writer.WriteString("schema", good.Schema);
        writer.WriteStartArray("contexts");
        foreach (var entity in good.Contexts)
            writer.WriteStringValue(entity.Schema);
        writer.WriteEndArray();
        writer.WriteStartObject("event");
        EnrichedFields.Write(writer, good, name => WriteEnvelope(writer, good, name));
        writer.WriteEndObject();
        if (!software.IsSecondGeneration())
            writer.WriteBoolean("incomplete", false);
        writer.WriteEndObject();
    }

    /// <summary>Writes one bad event: what came, and why it failed. The second error is the bad row as compact JSON in a string.</summary>
    public static void WriteBad(Utf8JsonWriter writer, BadEvent bad, SnowplowSoftware software)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("collectorPayload");
        WriteCollectorPayload(writer, bad.Request, software);
        writer.WritePropertyName("rawEvent");
        if (bad.Parameters is { } parameters)
            WriteRawEvent(writer, bad.Request, parameters, software);
        else
            writer.WriteNullValue();
        writer.WriteStartArray("errors");
        writer.WriteStringValue(bad.Parameters is null
            ? "Error while extracting event(s) from collector payload and validating it/them."
            : "Error while validating the event.");
        writer.WriteStringValue(bad.Row.GetRawText());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Without data it is an object without members.
    private static void WriteEnvelope(Utf8JsonWriter writer, GoodEvent good, string name)
    {
        writer.WriteStartObject(name);
        if (name == EnrichedFields.Entities && good.Contexts.Count > 0)
        {
            writer.WriteString("schema", EntitiesEnvelope);
            writer.WriteStartArray("data");
            foreach (var entity in good.Contexts)
                WriteSelfDescribing(writer, entity.Schema, entity.Data);
            writer.WriteEndArray();
        }
        else if (name == EnrichedFields.SelfDescribing && good.Data.ValueKind != JsonValueKind.Undefined)
        {
            writer.WriteString("schema", EventEnvelope);
            writer.WritePropertyName("data");
            WriteSelfDescribing(writer, good.Schema!, good.Data);
        }

        writer.WriteEndObject();
    }

    private static void WriteSelfDescribing(Utf8JsonWriter writer, string schema, JsonElement data)
    {
        writer.WriteStartObject();
        writer.WriteString("schema", schema);
        writer.WritePropertyName("data");
        data.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void WriteRawEvent(Utf8JsonWriter writer, CollectorRequest request, IReadOnlyDictionary<string, string> parameters, SnowplowSoftware software)
    {
        writer.WriteStartObject();
        WriteApi(writer, request);
        writer.WriteStartObject("parameters");
        foreach (var (name, value) in parameters)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        WriteOrigin(writer, request, software);
        writer.WriteEndObject();
    }

    private static void WriteCollectorPayload(Utf8JsonWriter writer, CollectorRequest request, SnowplowSoftware software)
    {
        writer.WriteStartObject();
        WriteApi(writer, request);
        writer.WriteStartArray("querystring");
        foreach (var pair in request.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            writer.WriteStringValue(Uri.UnescapeDataString(pair.Replace('+', ' ')));
        writer.WriteEndArray();
        writer.WriteString("body", Encoding.UTF8.GetString(request.Body.Span));
        WriteOrigin(writer, request, software);
        writer.WriteEndObject();
    }

    private static void WriteApi(Utf8JsonWriter writer, CollectorRequest request)
    {
        writer.WriteStartObject("api");
        writer.WriteString("vendor", request.Api.Vendor);
        writer.WriteString("version", request.Api.Version);
        writer.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter writer, CollectorRequest request, SnowplowSoftware software)
    {
        var headers = request.Headers;
        writer.WriteString("contentType", request.ContentType);
        writer.WriteStartObject("source");
        writer.WriteString("name", CollectorIdentity.Artifact);
        writer.WriteString("encoding", "UTF-8");
        writer.WriteString("hostname", new HostString(headers.GetValueOrDefault("Host") ?? "").Host);
        writer.WriteEndObject();
        writer.WriteStartObject("context");
        writer.WriteString("timestamp", Timestamps.FormatMilliseconds(request.ArrivedAt));
        writer.WriteString("ipAddress", request.RemoteAddress);
        writer.WriteString("useragent", headers.GetValueOrDefault("User-Agent"));
        writer.WriteString("refererUri", headers.GetValueOrDefault("Referer"));
        writer.WriteStartArray("headers");
        foreach (var header in CollectorHeaders.Of(request, software))
            writer.WriteStringValue(header);
        writer.WriteEndArray();
        writer.WriteString("userId", request.NetworkUserId);
        writer.WriteEndObject();
    }
}
