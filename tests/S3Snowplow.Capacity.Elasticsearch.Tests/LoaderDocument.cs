using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>The documents that Snowplow's Elasticsearch loader makes of events, from the very bytes that an emitter sends.</summary>
internal static class LoaderDocument
{
    /// <summary>The document of an event.</summary>
    /// <param name="sent">The event.</param>
    /// <param name="received">When the collector got it.</param>
    public static JsonElement Of(SnowplowEvent sent, DateTimeOffset received)
    {
        JsonObject parameters = JsonNode.Parse("{" + Encoding.UTF8.GetString(sent.Parameters.Span) + "}")!.AsObject();
        JsonObject content = JsonNode.Parse((string)parameters["ue_pr"]!)!["data"]!.AsObject();
        IgluUri schema = IgluUri.Parse((string)content["schema"]!);
        string time = sent.TrueTime.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
        var document = new JsonObject
        {
            ["app_id"] = "s3snowplow",
            ["platform"] = "srv",
            ["event"] = "unstruct",
            ["event_id"] = sent.Id.ToString(),
            ["event_vendor"] = schema.Vendor,
            ["event_name"] = schema.Name,
            ["event_version"] = schema.Version,
            ["user_id"] = null,
            ["collector_tstamp"] = received.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
            ["true_tstamp"] = time,
            ["derived_tstamp"] = time,
            [LoaderField.OfEvent(schema)] = content["data"]!.DeepClone(),
        };
        if (parameters["co"] is { } entities)
        {
            foreach (JsonNode? entity in JsonNode.Parse((string)entities!)!["data"]!.AsArray())
            {
                JsonObject data = entity!["data"]!.DeepClone().AsObject();
                data["_schema_version"] = (string)entity["schema"]!;
                document[LoaderField.OfEntity(IgluUri.Parse((string)entity["schema"]!))] = new JsonArray(data);
            }
        }

        return JsonSerializer.SerializeToElement(document);
    }

    /// <summary>The event of an object, as a relay sends it, with the pipeline's entity where one is named.</summary>
    public static SnowplowEvent Object(in ObjectEvent one, string? pipeline, IgluUri? schema = null)
    {
        IObjectEventMapper mapper = ObjectEventMappers.For(schema ?? ObjectEventMapper.DefaultSchema);
        var data = new ArrayBufferWriter<byte>();
        mapper.WriteData(one, data);
        Guid id = EventIdentity.Create(IncidentId.Namespace, Encoding.UTF8.GetBytes($"{one.Bucket}|{one.Key}|{one.TimeText}|{one.Name}"));
        return SnowplowEvent.Create(mapper.Schema, id, one.Time, data.WrittenSpan, pipeline is null ? [] : [new CapacityEvents().Pipeline(pipeline)]);
    }
}
