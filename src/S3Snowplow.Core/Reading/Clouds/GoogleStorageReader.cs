using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>
/// Reads Google Cloud Storage: a Pub/Sub notification (attributes, and the object's resource in <c>data</c> unless the configuration leaves it out), or the CloudEvent that
/// Eventarc makes of it. Keys are sent as they are, sizes and generations as texts.
/// </summary>
/// <remarks>
/// Source: cloud.google.com/storage/docs/pubsub-notifications, and messages of fake-gcs-server 1.56.1. A generation names one content of one key, so it identifies its event with the
/// event's name; a change of metadata needs its metageneration too. The message's id and the configuration's are a delivery's and stay out. An overwrite sends a removal of the old
/// generation, with <c>overwrittenByGeneration</c>: the key is still there, so it is told by another name than a removal.
/// </remarks>
internal static class GoogleStorageReader
{
    /// <summary>What the types of Eventarc begin with.</summary>
    public static ReadOnlySpan<byte> TypePrefix => "google.cloud.storage.object.v1."u8;

    /// <summary>Reads a Pub/Sub message with the attributes of a storage notification.</summary>
    public static bool TryReadMessage(in CloudObject message)
    {
        if (!message.Find("attributes.eventType").IsString || !message.Find("attributes.bucketId").IsString)
        {
            return false;
        }

        var facts = new CloudFacts(message, NotificationDialect.GoogleStorage);
        facts.Bucket = facts.Required("attributes.bucketId", "bucket name");
        facts.TakeKey("attributes.objectId");
        facts.OriginalName = facts.Required("attributes.eventType", "event name");
        facts.TakeTime("attributes.eventTime");
        facts.VersionId = message.Text("attributes.objectGeneration");
        facts.ConfigurationId = message.Text("attributes.notificationConfig");
        bool overwritten = !message.Find("attributes.overwrittenByGeneration").IsNone;
        return facts.Failed || AddWithResource(message, ref facts, "data", overwritten);
    }

    /// <summary>Reads a CloudEvent of Eventarc.</summary>
    public static bool TryReadCloudEvent(in CloudObject cloudEvent)
    {
        if (!cloudEvent.StartsWith("type", TypePrefix))
        {
            return false;
        }

        var facts = new CloudFacts(cloudEvent, NotificationDialect.GoogleStorage);
        facts.OriginalName = facts.Required("type", "event name");
        facts.TakeTime("time");
        facts.Bucket = cloudEvent.Text("bucket");
        facts.Key = cloudEvent.Text("subject") is { } subject && subject.StartsWith("objects/", StringComparison.Ordinal) ? subject["objects/".Length..] : null;
        return facts.Failed || AddWithResource(cloudEvent, ref facts, cloudEvent.Find("data").IsNone ? "data_base64" : "data", overwritten: false);
    }

    /// <summary>Refuses the resource alone, which is the body of a push without wrapping and of a CloudEvent in binary mode: what happened stands in headers, which are not here.</summary>
    public static bool TryReadResource(in CloudObject found) =>
        found.Is("kind", "storage#object"u8) && found.AddForeign(
            "a resource of Google Cloud Storage without the attributes that tell what happened to it (deliver Pub/Sub with wrapping, CloudEvents in structured mode),");

    private static bool AddWithResource(in CloudObject envelope, ref CloudFacts facts, string path, bool overwritten)
    {
        string? metageneration = null;
        bool isResource = true;
        JsonText data = envelope.Find(path);
        int opened = OpenData(envelope, data, path);
        try
        {
            if (opened > 0)
            {
                DocumentStack documents = envelope.Content.Documents;
                ReadOnlySpan<byte> json = documents.Current.Span;
                isResource = IsObject(json);
                if (isResource)
                {
                    var resource = new CloudObject(envelope.Content, json, 0, JsonPath.Root);
                    facts.Bucket ??= resource.Text("bucket");
                    facts.Key ??= resource.Text("name");
                    facts.VersionId ??= resource.TextOrNumber("generation");
                    facts.ETag = EntityTag.Read(json, resource.Find("etag"));
                    facts.TakeSize(resource, "size");
                    metageneration = resource.TextOrNumber("metageneration");
                }
            }
        }
        finally
        {
            for (; opened > 0; opened--)
            {
                envelope.Content.Documents.Leave();
            }
        }

        if (!isResource)
        {
            facts.Fail(data, path, "the data is no JSON object of the resource");
        }

        Require(ref facts, facts.Bucket, "data.bucket", "bucket name");
        Require(ref facts, facts.Key, "data.name", "object key");
        facts.Name = NameOf(facts.OriginalName!, overwritten);
        facts.Sequencer = facts.Name == "ObjectMetadata:Update" && metageneration is not null ? $"{facts.VersionId}.{metageneration}" : facts.VersionId;
        return facts.Add();
    }

    private static void Require(ref CloudFacts facts, string? value, string path, string what)
    {
        if (value is null)
        {
            facts.Fail(default, path, $"the event has no {what}; a non-empty string is needed");
        }
    }

    // How many documents were opened: none where there is no data, one for an object, two for a text with base64 in it.
    private static int OpenData(in CloudObject envelope, JsonText data, string path)
    {
        DocumentStack documents = envelope.Content.Documents;
        if (data.Type == JsonTokenType.StartObject)
        {
            documents.Enter(envelope.RangeOf(data), envelope.PathOf(path), NotificationWrappings.None);
            return 1;
        }

        if (!data.IsString || data.Length == 0)
        {
            return 0;
        }

        if (!documents.TryEnter(data.At(envelope.Start), envelope.PathOf(path), NotificationWrappings.None))
        {
            return 0;
        }

        return documents.TryEnterBase64() ? 2 : 1;
    }

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = NotificationReader.MaxJsonDepth });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            return isObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string NameOf(string original, bool overwritten) => original switch
    {
        "OBJECT_FINALIZE" or "google.cloud.storage.object.v1.finalized" => ObjectEventName.CreatedPut,
        "OBJECT_METADATA_UPDATE" or "google.cloud.storage.object.v1.metadataUpdated" => "ObjectMetadata:Update",
        "OBJECT_DELETE" or "google.cloud.storage.object.v1.deleted" => overwritten ? "ObjectOverwritten:Delete" : ObjectEventName.RemovedDelete,

        // A bucket with versions: the live version became an old one. Without an overwrite nothing is live any more, which S3 tells by a delete marker.
        "OBJECT_ARCHIVE" or "google.cloud.storage.object.v1.archived" => overwritten ? "ObjectOverwritten:Archive" : ObjectEventName.RemovedDeleteMarkerCreated,
        _ => original,
    };
}
