using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Stores;

namespace S3Snowplow.Mapping;

/// <summary>
/// Derives event ids from what identifies a change, so that a redelivered notification has the id that it had before and a duplicate
/// overwrites itself downstream instead of counting twice.
/// </summary>
/// <remarks>
/// UUID version 5 (RFC 9562, section 5.5) over, each as UTF-8 behind its length as four bytes big-endian: source (the dialect's id, or the name of a configured shape), name, bucket, key
/// (decoded, or raw where it does not decode), version id (empty for none), sequencer (upper case, leading zeros cut; empty for none),
/// event time as sent, and the request id (empty for none), but only where there is no sequencer, or where the store's sequencer does not identify the event: MinIO and
/// RustFS repeat it for all that neither brings nor removes data. What other worlds put into these fields is in <c>docs/stores.md</c>. Of an entry of a listing (<see cref="NotificationDialect.Listing"/>), which has neither sequencer nor event name: dialect id, bucket, key,
/// version id or, without one, eTag, and time. Changing any of it is a breaking change.
/// </remarks>
public static class EventIdentity
{
    /// <summary>The namespace of object events' ids: UUID version 5 of the URL <c>iglu:io.s3snowplow/object_event</c>.</summary>
    public static readonly Guid ObjectEventNamespace = new("d0b32c6b-451a-58c1-862c-8058bd642972");

    private static readonly byte[] NamespaceBytes = ObjectEventNamespace.ToByteArray(bigEndian: true);

    /// <summary>The id of the Snowplow event of an object event.</summary>
    public static Guid Of(in ObjectEvent objectEvent)
    {
        Span<byte> input = stackalloc byte[1024];
        if (TryWrite(objectEvent, input, out int length))
        {
            return FromHash(input[..length]);
        }

        int capacity = 16 + (8 * 4) + Encoding.UTF8.GetMaxByteCount(objectEvent.Name.Length + objectEvent.Bucket.Length + objectEvent.Key.Length + objectEvent.TimeText.Length
            + (objectEvent.VersionId?.Length ?? 0) + (objectEvent.ETag?.Length ?? 0) + (objectEvent.Sequencer?.Length ?? 0) + (objectEvent.RequestId?.Length ?? 0) + objectEvent.Source.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(capacity);
        TryWrite(objectEvent, rented, out length);
        Guid id = FromHash(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return id;
    }

    /// <summary>Writes what an id is derived from, the namespace first. <see langword="false"/> where there is no room for all of it.</summary>
    internal static bool TryWrite(in ObjectEvent objectEvent, Span<byte> input, out int length)
    {
        ObjectEventNamespace.TryWriteBytes(input, bigEndian: true, out length);
        if (objectEvent.Dialect == NotificationDialect.Listing)
        {
            return TryAppend(input, ref length, objectEvent.Source)
                && TryAppend(input, ref length, objectEvent.Bucket)
                && TryAppend(input, ref length, objectEvent.Key)
                && TryAppend(input, ref length, objectEvent.VersionId ?? objectEvent.ETag)
                && TryAppend(input, ref length, objectEvent.TimeText);
        }

        return TryAppend(input, ref length, objectEvent.Source)
            && TryAppend(input, ref length, objectEvent.Name)
            && TryAppend(input, ref length, objectEvent.Bucket)
            && TryAppend(input, ref length, objectEvent.Key)
            && TryAppend(input, ref length, objectEvent.VersionId)
            && TryAppendUpper(input, ref length, objectEvent.Sequencer.AsSpan().TrimStart('0'))
            && TryAppend(input, ref length, objectEvent.TimeText)
            && (!NeedsRequestId(objectEvent) || TryAppend(input, ref length, objectEvent.RequestId));
    }

    /// <summary>As <see cref="TryWrite(in ObjectEvent, Span{byte}, out int)"/>, of a record's slices.</summary>
    internal static void Write(in PlainRecord record, ReadOnlySpan<byte> source, ScratchBuffer message)
    {
        Span<byte> input = message.GetSpan(16 + (8 * 4) + source.Length + record.Name.Length + record.Bucket.Length + record.Key.Length + record.VersionId.Length + record.Sequencer.Length
            + record.TimeText.Length + record.RequestId.Length);
        NamespaceBytes.CopyTo(input);
        int length = 16;
        Append(input, ref length, source);
        TryAppend(input, ref length, record.Name);
        Append(input, ref length, record.Bucket);
        Append(input, ref length, record.Key);
        Append(input, ref length, record.VersionId);
        int sequencerAt = length + 4;
        Append(input, ref length, record.Sequencer.TrimStart((byte)'0'));
        ToUpperAscii(input[sequencerAt..length]);
        Append(input, ref length, record.TimeText);
        if (record.NeedsRequestId)
        {
            Append(input, ref length, record.RequestId);
        }

        message.Advance(length);
    }

    /// <summary>Where bucket and key stand in what was written of a record.</summary>
    internal static void Places(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> bucket, out ReadOnlySpan<byte> key)
    {
        int at = NamespaceBytes.Length;
        Next(message, ref at);
        Next(message, ref at);
        bucket = Next(message, ref at);
        key = Next(message, ref at);
    }

    /// <summary>As <see cref="TryWrite(in ObjectEvent, Span{byte}, out int)"/>, with as much room as it takes.</summary>
    internal static void Write(in ObjectEvent objectEvent, ScratchBuffer message)
    {
        for (int room = 512; ; room *= 4)
        {
            if (TryWrite(objectEvent, message.GetSpan(room), out int length))
            {
                message.Advance(length);
                return;
            }
        }
    }

    /// <summary>A UUID version 5: the id of <paramref name="name"/> in the namespace <paramref name="namespaceId"/>.</summary>
    public static Guid Create(Guid namespaceId, ReadOnlySpan<byte> name)
    {
        byte[] input = new byte[16 + name.Length];
        namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input.AsSpan(16));
        return FromHash(input);
    }

    /// <summary>A UUID version 5 of the bytes, which begin with its namespace.</summary>
    internal static Guid FromHash(ReadOnlySpan<byte> input)
    {
        Span<byte> digest = stackalloc byte[Sha1.HashBytes];
        Sha1.Hash(input, digest);
        return FromDigest(digest);
    }

    /// <summary>A UUID version 5 of a SHA-1 digest, of which it takes the first 16 bytes.</summary>
    internal static Guid FromDigest(Span<byte> digest)
    {
        digest[6] = (byte)((digest[6] & 0x0F) | 0x50);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }

    // Readers of other worlds give a request id only where it is part of what is unique there.
    private static bool NeedsRequestId(in ObjectEvent objectEvent) =>
        objectEvent.Sequencer is null
        || (objectEvent.Dialect > NotificationDialect.Listing ? objectEvent.RequestId is not null : !Store.SequencerIdentifies(objectEvent.Dialect, objectEvent.Name));

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> message, scoped ref int at)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(message[at..]);
        ReadOnlySpan<byte> text = message.Slice(at + 4, length);
        at += 4 + length;
        return text;
    }

    private static void Append(Span<byte> input, ref int length, ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32BigEndian(input[length..], text.Length);
        text.CopyTo(input[(length + 4)..]);
        length += 4 + text.Length;
    }

    private static bool TryAppend(Span<byte> input, ref int length, ReadOnlySpan<char> text)
    {
        if (input.Length - length < 4 || !Encoding.UTF8.TryGetBytes(text, input[(length + 4)..], out int written))
        {
            return false;
        }

        BinaryPrimitives.WriteInt32BigEndian(input[length..], written);
        length += 4 + written;
        return true;
    }

    private static bool TryAppendUpper(Span<byte> input, ref int length, ReadOnlySpan<char> text)
    {
        int start = length + 4;
        if (!TryAppend(input, ref length, text))
        {
            return false;
        }

        ToUpperAscii(input[start..length]);
        return true;
    }

    private static void ToUpperAscii(Span<byte> text) => Ascii.ToUpperInPlace(text, out _);
}
