using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

/// <summary>Notifications of other worlds, with the members that matter in a test.</summary>
internal static class CloudEvent
{
    public static Guid IdOf(string notification) => EventIdentity.Of(Record.ReadOne(notification));

    public static string Base64(string text) => Convert.ToBase64String(text.Bytes());

    /// <summary>A message of Google Cloud Storage, with further attributes and members as JSON.</summary>
    public static string Google(string type = "OBJECT_FINALIZE", string generation = "1772359380922304", string attributes = "", string? resource = """{"size":"2048","metageneration":"1"}""", string messageId = "1") =>
        $$"""{"message":{"attributes":{"eventType":"{{type}}","bucketId":"b","objectId":"in/a+b%41.csv","objectGeneration":"{{generation}}","eventTime":"2026-03-01T10:03:00.930412Z"{{attributes}}}{{(resource is null ? "" : $",\"data\":\"{Base64(resource)}\"")}},"messageId":"{{messageId}}"},"subscription":"s"}""";

    /// <summary>An event of Azure's Event Grid.</summary>
    public static string Azure(string type = "Microsoft.Storage.BlobCreated", string api = "PutBlob", string subject = "/blobServices/default/containers/c/blobs/in/a+b%41.csv", string id = "i1", string length = "7") =>
        $$"""{"topic":"/subscriptions/s/providers/Microsoft.Storage/storageAccounts/acme","subject":"{{subject}}","eventType":"{{type}}","id":"{{id}}","eventTime":"2026-03-01T10:03:00.9584103Z","data":{"api":"{{api}}","eTag":"\"0x8D\"","contentLength":{{length}},"sequencer":"00042"} }""";

    /// <summary>An event of Backblaze B2.</summary>
    public static string Backblaze(string type = "b2:ObjectCreated:Upload", string id = "e1", string rule = "rule-one", string version = "\"v1\"") =>
        $$"""{"eventType":"{{type}}","eventId":"{{id}}","matchedRuleName":"{{rule}}","bucketName":"b","objectName":"k","objectSize":7,"objectVersionId":{{version}},"eventTimestamp":1772359380922,"accountId":"a"}""";

    /// <summary>A record of Alibaba OSS.</summary>
    public static string Alibaba(string name = "ObjectCreated:PutObject", string rule = "r1", string request = "q1") =>
        $$"""{"eventName":"{{name}}","eventSource":"acs:oss","eventTime":"2026-03-01T10:03:00.000Z","oss":{"bucket":{"name":"b","ownerIdentity":"a"},"object":{"key":"k","size":2048,"deltaSize":48},"ruleId":"{{rule}}"},"responseElements":{"requestId":"{{request}}"} }""";

    /// <summary>A record of Tencent COS.</summary>
    public static string Tencent(string name = "cos:ObjectCreated:Put", string time = "1772359380", string key = "/125/example/in/x.csv", string bucket = "example") =>
        $$$"""{"cos":{"cosObject":{"key":"{{{key}}}","size":7,"vid":"","meta":{"x-cos-request-id":"q"}},"cosBucket":{"name":"{{{bucket}}}","appid":"125","region":"eu"}},"event":{"eventName":"{{{name}}}","eventTime":{{{time}}}}}""";

    /// <summary>A change that the filer of SeaweedFS tells.</summary>
    public static string Seaweed(string type, string newEntry = "null", string oldEntry = "null", string path = "/buckets/b/in/x.csv") =>
        $$$"""{"event_type":"{{{type}}}","key":"{{{path}}}","message":{"old_entry":{{{oldEntry}}},"new_entry":{{{newEntry}}}}}""";

    /// <summary>An entry of the filer, with its extended attributes as JSON members.</summary>
    public static string Entry(string extended = "", long committed = 1795785966350290659, long size = 10) =>
        $$$"""{"name":"x.csv","attributes":{"file_size":{{{size}}},"mtime":1795785966},"extended":{{{{extended}}}},"commit_ts_ns":{{{committed}}}}""";

    public static NotificationContent Read(string notification) => Record.Read(notification);
}
