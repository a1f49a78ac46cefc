using System.Text.Json;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>
/// Reads a CloudEvents envelope, of version 1.0 or Oracle's of 0.1: by the reader of the store that its type names, or else what <c>data</c> or <c>data_base64</c> carries. A batch is a list of
/// such envelopes. In binary mode the envelope is in headers; the webhook puts it around the body before it comes here.
/// </summary>
/// <remarks>Source: the CloudEvents specification 1.0, "JSON Event Format", sections 3 and 4.</remarks>
internal static class CloudEventsReader
{
    /// <summary>Reads the envelope; <see langword="false"/>, and nothing read, where it carries nothing.</summary>
    public static bool TryRead(in CloudObject found) =>
        GoogleStorageReader.TryReadCloudEvent(found)
        || AzureBlobReader.TryRead(found, "type", "source", "time")
        || AlibabaOssReader.TryReadCloudEvent(found)
        || OracleObjectStorageReader.TryRead(found)
        || TryReadForeign(found)
        || TryUnwrap(found, "data")
        || TryUnwrap(found, "data_base64");

    private static bool TryReadForeign(in CloudObject found) =>
        found.StartsWith("type", "google.cloud."u8) ? found.AddForeign("a CloudEvent of Google Cloud")
        : found.StartsWith("type", "Microsoft."u8) ? found.AddForeign("a CloudEvent of Azure")
        : (found.StartsWith("type", "com.oraclecloud."u8) || found.StartsWith("eventType", "com.oraclecloud."u8)) && found.AddForeign("an event of Oracle Cloud");

    private static bool TryUnwrap(in CloudObject found, string path)
    {
        JsonText data = found.Find(path);
        if (data.Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.String))
        {
            return false;
        }

        found.Unwrap(data, found.PathOf(path), NotificationWrappings.CloudEvents);
        return true;
    }
}
