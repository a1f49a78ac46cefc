using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using S3Snowplow.Notifications;

namespace S3Snowplow.Events;

/// <summary>
/// Derives event ids from what identifies a change, so that a redelivered notification has the id that it had before and a duplicate
/// overwrites itself downstream instead of counting twice.
/// </summary>
/// <remarks>
/// UUID version 5 (RFC 9562, section 5.5) over, each as UTF-8 behind its length as four bytes big-endian: dialect id, name, bucket, key
/// (decoded, or raw where it does not decode), version id (empty for none), sequencer (upper case, leading zeros cut; empty for none),
/// event time as sent, and, only where there is no sequencer, the request id. Changing any of it is a breaking change.
/// </remarks>
public static class EventIdentity
{
    /// <summary>The namespace of object events' ids: UUID version 5 of the URL <c>iglu:io.s3snowplow/object_event</c>.</summary>
    public static readonly Guid ObjectEventNamespace = new("d0b32c6b-451a-58c1-862c-8058bd642972");

    /// <summary>The id of the Snowplow event of an object event.</summary>
    public static Guid Of(in ObjectEvent objectEvent)
    {
        string dialect = objectEvent.Dialect.Id();
        string versionId = objectEvent.VersionId ?? "";
        ReadOnlySpan<char> sequencer = objectEvent.Sequencer.AsSpan().TrimStart('0');
        string? requestId = objectEvent.Sequencer is null ? objectEvent.RequestId ?? "" : null;

        int capacity = 16 + (8 * 4) + Encoding.UTF8.GetMaxByteCount(dialect.Length + objectEvent.Name.Length + objectEvent.Bucket.Length + objectEvent.Key.Length
            + versionId.Length + sequencer.Length + objectEvent.TimeText.Length + (requestId?.Length ?? 0));
        byte[]? rented = null;
        Span<byte> input = capacity <= 1024 ? stackalloc byte[1024] : (rented = ArrayPool<byte>.Shared.Rent(capacity));

        ObjectEventNamespace.TryWriteBytes(input, bigEndian: true, out int length);
        Append(input, ref length, dialect);
        Append(input, ref length, objectEvent.Name);
        Append(input, ref length, objectEvent.Bucket);
        Append(input, ref length, objectEvent.Key);
        Append(input, ref length, versionId);
        int sequencerStart = length + 4;
        Append(input, ref length, sequencer);
        ToUpperAscii(input[sequencerStart..length]);
        Append(input, ref length, objectEvent.TimeText);
        if (requestId is not null)
        {
            Append(input, ref length, requestId);
        }

        Guid id = FromHash(input[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return id;
    }

    /// <summary>A UUID version 5: the id of <paramref name="name"/> in the namespace <paramref name="namespaceId"/>.</summary>
    public static Guid Create(Guid namespaceId, ReadOnlySpan<byte> name)
    {
        byte[] input = new byte[16 + name.Length];
        namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input.AsSpan(16));
        return FromHash(input);
    }

    private static Guid FromHash(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[Sha1.HashBytes];
        Sha1.Hash(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static void Append(Span<byte> input, ref int length, ReadOnlySpan<char> text)
    {
        int written = Encoding.UTF8.GetBytes(text, input[(length + 4)..]);
        BinaryPrimitives.WriteInt32BigEndian(input[length..], written);
        length += 4 + written;
    }

    private static void ToUpperAscii(Span<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = text[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(text[i] - 0x20) : text[i];
        }
    }
}
