using System.Buffers;
using System.Net;
using System.Net.Sockets;
using S3Snowplow.Reading;

namespace S3Snowplow.Mapping;

/// <summary>
/// Maps to the layout of <c>iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0</c>, which Iglu Central holds: it works on
/// any pipeline without publishing a schema.
/// </summary>
/// <remarks>
/// That schema is of 2016 and allows no other members than it names, so this mapper leaves out what it refuses: the sequencer, a version id
/// that is a string, the blocks of restore, replication, lifecycle and tiering events, and a source address that is not IPv4. Source: Iglu
/// Central, <c>schemas/com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0</c>.
/// </remarks>
public sealed class IgluCentralMapper(IgluUri schema) : IObjectEventMapper
{
    /// <summary>The schema name that selects this layout.</summary>
    public const string SchemaName = "s3_notification_event";

    /// <summary>The schema in Iglu Central.</summary>
    public static readonly IgluUri DefaultSchema = IgluUri.Parse("iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0");

    /// <inheritdoc/>
    public IgluUri Schema { get; } = schema ?? throw new ArgumentNullException(nameof(schema));

    /// <inheritdoc/>
    public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data)
    {
        ArgumentNullException.ThrowIfNull(data);

        var json = new JsonObjectWriter(data);
        json.String("{\"eventSource\":"u8, objectEvent.Source);
        json.OptionalString(",\"eventVersion\":"u8, objectEvent.EventVersion);
        json.OptionalString(",\"awsRegion\":"u8, objectEvent.Region);
        json.Time(",\"eventTime\":"u8, objectEvent.Time);
        json.String(",\"eventName\":"u8, objectEvent.Name);
        if (objectEvent.Requester is { } requester)
        {
            json.String(",\"userIdentity\":{\"principalId\":"u8, requester);
            json.Raw("}"u8);
        }

        if (objectEvent.SourceIpAddress is { } address && IsIPv4(address))
        {
            json.String(",\"requestParameters\":{\"sourceIPAddress\":"u8, address);
            json.Raw("}"u8);
        }

        json.String(",\"s3\":{\"bucket\":{\"name\":"u8, objectEvent.Bucket);
        json.String("},\"object\":{\"key\":"u8, objectEvent.Key);
        json.OptionalNumber(",\"size\":"u8, objectEvent.Size);
        json.OptionalString(",\"eTag\":"u8, objectEvent.ETag);
        json.Raw("}"u8);
        json.OptionalString(",\"configurationId\":"u8, objectEvent.ConfigurationId);
        json.Raw("}}"u8);
        json.Complete();
    }

    // Four parts, so that a short form (which the framework reads as an address, the schema's format does not) is left out.
    private static bool IsIPv4(string text) =>
        text.AsSpan().Count('.') == 3 && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;
}
