using System.Buffers;
using S3Snowplow.Reading;

namespace S3Snowplow.Mapping;

/// <summary>Maps to this project's own layout, the schema <c>object_event</c>: flat, in snake case, made for queries.</summary>
/// <remarks>
/// <code>{"event_name":"ObjectCreated:Put","event_time":"2026-01-31T23:59:59.000Z","source":"aws:s3","bucket":"b","key":"k","size":1024,"etag":"…","version_id":"…","sequencer":"…","region":"…"}</code>
/// Members without a value are left out. <c>raw_key</c> is there where the key was sent as another text, or does not decode; <c>requester</c> and
/// <c>source_ip_address</c> only where the reader was told to keep personal data. A text beyond the schema's length limits, counted in
/// Unicode code points, is a <see cref="FormatException"/> that names the field and rejects the event before it is sent.
/// </remarks>
public sealed class ObjectEventMapper(IgluUri schema) : IObjectEventMapper
{
    /// <summary>The schema that this project publishes: <c>iglu:io.s3snowplow/object_event/jsonschema/1-0-0</c>.</summary>
    public static readonly IgluUri DefaultSchema = IgluUri.Parse(RelayOptions.DefaultEventSchema);

    /// <inheritdoc/>
    public IgluUri Schema { get; } = schema ?? throw new ArgumentNullException(nameof(schema));

    /// <inheritdoc/>
    public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data)
    {
        ArgumentNullException.ThrowIfNull(data);

        CheckLengths(objectEvent);
        var json = new JsonObjectWriter(data);
        json.String("{\"event_name\":"u8, objectEvent.Name);
        json.Time(",\"event_time\":"u8, objectEvent.Time);
        json.String(",\"source\":"u8, objectEvent.Source);
        json.String(",\"bucket\":"u8, objectEvent.Bucket);
        json.String(",\"key\":"u8, objectEvent.Key);
        json.OptionalString(",\"raw_key\":"u8, IsKeyAsSent(objectEvent) ? null : objectEvent.RawKey);
        json.OptionalNumber(",\"size\":"u8, objectEvent.Size);
        json.OptionalString(",\"etag\":"u8, objectEvent.ETag);
        json.OptionalString(",\"version_id\":"u8, objectEvent.VersionId);
        json.OptionalString(",\"sequencer\":"u8, objectEvent.Sequencer);
        json.OptionalString(",\"region\":"u8, objectEvent.Region);
        json.OptionalString(",\"requester\":"u8, objectEvent.Requester);
        json.OptionalString(",\"source_ip_address\":"u8, objectEvent.SourceIpAddress);
        json.Raw("}"u8);
        json.Complete();
    }

    private static bool IsKeyAsSent(in ObjectEvent objectEvent) => objectEvent.KeyDecoded && string.Equals(objectEvent.RawKey, objectEvent.Key, StringComparison.Ordinal);

    // The schema's own limits. No store goes beyond them, but look-alikes may; the collector would answer 200, and the event fail where nobody is told.
    private static void CheckLengths(in ObjectEvent objectEvent)
    {
        Check("event_name", objectEvent.Name, 128);
        Check("bucket", objectEvent.Bucket, 255);
        Check("key", objectEvent.Key, 4096);
        Check("raw_key", objectEvent.RawKey, 4096);
        Check("etag", objectEvent.ETag, 255);
        Check("version_id", objectEvent.VersionId, 1024);
        Check("sequencer", objectEvent.Sequencer, 255);
        Check("region", objectEvent.Region, 64);
        Check("requester", objectEvent.Requester, 1024);
        Check("source_ip_address", objectEvent.SourceIpAddress, 255);
    }

    // A text has no more code points than UTF-16 characters, so that nearly every one is done with the first comparison.
    private static void Check(string member, string? value, int limit)
    {
        if (value?.Length > limit && CodePoints(value) is var length && length > limit)
        {
            throw new FieldTooLongException(member, length, limit);
        }
    }

    // JSON Schema counts code points, and so does the validator of Snowplow's Enrich: a character outside the basic plane is one.
    private static int CodePoints(string value)
    {
        int count = 0;
        foreach (System.Text.Rune _ in value.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
