using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using S3Snowplow.Reading;

namespace S3Snowplow.IntegrationTests.DocExamples;

// example: s3event-source
/// <summary>Gives the messages of a queue that has parsed them already, and settles each by what became of it.</summary>
internal sealed class S3EventSource(IS3EventQueue queue) : IObjectEventSource
{
    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (S3EventMessage message in queue.ReceiveAsync(cancellationToken))
        {
            yield return new Notification(
                S3EventJson.Write(message.Body),
                message.Id,
                async result => await (result.ShouldAcknowledge ? queue.DeleteAsync(message) : queue.ReturnAsync(message)));
        }
    }
}
// end

// example: s3event-json
/// <summary>Writes a parsed event back as the notification that it was made from, so that it is read, named and identified like any other.</summary>
internal static class S3EventJson
{
    public static ReadOnlyMemory<byte> Write(S3Event s3Event)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            foreach (S3Event.S3EventNotificationRecord record in s3Event.Records)
            {
                Write(json, record);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, S3Event.S3EventNotificationRecord record)
    {
        json.WriteStartObject();
        json.WriteString("eventVersion", record.EventVersion);
        json.WriteString("eventSource", record.EventSource);
        json.WriteString("awsRegion", record.AwsRegion);

        // The text is part of the event's id. Amazon S3 writes milliseconds and a Z; a DateTime does not remember what it was read from.
        json.WriteString("eventTime", record.EventTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("eventName", record.EventName);
        json.WriteStartObject("responseElements");
        json.WriteString("x-amz-request-id", record.ResponseElements?.XAmzRequestId);
        json.WriteEndObject();
        json.WriteStartObject("s3");
        json.WriteString("configurationId", record.S3?.ConfigurationId);
        json.WriteStartObject("bucket");
        json.WriteString("name", record.S3?.Bucket?.Name);
        json.WriteEndObject();
        json.WriteStartObject("object");
        json.WriteString("key", record.S3?.Object?.Key); // Key, never KeyDecoded: it is decoded once, by the reader.

        // In the model an absent size is 0. An empty object that was created has the size 0; a removed one has none.
        if (record.S3?.Object is { } changed && (changed.Size > 0 || ObjectEventName.IsDataArrival(record.EventName ?? "")))
        {
            json.WriteNumber("size", changed.Size);
        }

        json.WriteString("eTag", record.S3?.Object?.ETag);
        json.WriteString("versionId", record.S3?.Object?.VersionId);
        json.WriteString("sequencer", record.S3?.Object?.Sequencer);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
// end

/// <summary>The other door, where a runtime pushes.</summary>
internal sealed class S3EventHandler(ObjectEventRelay relay)
{
    // example: s3event-handler
    public async Task HandleAsync(S3Event s3Event, string requestId, TimeSpan remainingTime)
    {
        // A second before the runtime's own end, so that there is time to say what happened.
        RelayResult result = await relay.RelayAsync(new Notification(S3EventJson.Write(s3Event), requestId), remainingTime - TimeSpan.FromSeconds(1));
        if (!result.ShouldAcknowledge)
        {
            // Lambda invokes again, and after its last attempt hands the event to the on-failure destination.
            throw new InvalidOperationException($"The notification settled as {result.Outcome}; the log has the reasons.");
        }
    }
    // end
}
