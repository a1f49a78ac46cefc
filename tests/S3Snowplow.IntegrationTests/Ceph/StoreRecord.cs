using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>
/// What Ceph said of one change, and the id that <c>docs/events.md</c> promises for it. Reads and hashes by itself, with nothing of the packages: what the relay
/// makes of the same bytes is compared with it.
/// </summary>
internal sealed record StoreRecord(string Name, string Bucket, string Key, long Size, string VersionId, string Sequencer, string Time)
{
    // The namespace of object events: docs/events.md, "Identity"; event-id-vectors.json has it too.
    private static readonly Guid Namespace = new("d0b32c6b-451a-58c1-862c-8058bd642972");

    /// <summary>The event's id.</summary>
    public string EventId { get; } = IdOf(["ceph:s3", Name, Bucket, Key, VersionId, Sequencer.ToUpperInvariant().TrimStart('0'), Time]);

    /// <summary>Reads what Ceph sends: one record always.</summary>
    public static StoreRecord Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        JsonElement record = Assert.Single(document.RootElement.GetProperty("Records").EnumerateArray());
        JsonElement s3 = record.GetProperty("s3");
        JsonElement one = s3.GetProperty("object");
        return new StoreRecord(
            record.GetProperty("eventName").GetString()!,
            s3.GetProperty("bucket").GetProperty("name").GetString()!,
            one.GetProperty("key").GetString()!,
            one.GetProperty("size").GetInt64(),
            one.GetProperty("versionId").GetString()!,
            one.GetProperty("sequencer").GetString()!,
            record.GetProperty("eventTime").GetString()!);
    }

    private static string IdOf(string[] parts)
    {
        using var input = new MemoryStream();
        input.Write(Namespace.ToByteArray(bigEndian: true));
        byte[] length = new byte[4];
        foreach (string part in parts)
        {
            byte[] text = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            input.Write(length);
            input.Write(text);
        }

#pragma warning disable CA5350 // UUIDs of version 5 are made with SHA-1 (RFC 9562).
        byte[] hash = SHA1.HashData(input.ToArray());
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
