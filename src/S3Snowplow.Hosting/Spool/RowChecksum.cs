using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace S3Snowplow.Hosting.Spool;

/// <summary>The checksum of a row: XXH3 (64 bits) over all that is stored of a notification, its number too, so that neither bytes nor places can change unnoticed.</summary>
/// <remarks>
/// The sum covers, in this order: number and arrival (8 bytes each, little-endian), length of id, of trace (-1 where there is none) and of body (4 bytes each), then id, trace
/// and body. It guards against disks, not against people. XXH3: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
/// </remarks>
internal static class RowChecksum
{
    private const int FixedBytes = 8 + 8 + 4 + 4 + 4;

    [ThreadStatic]
    private static XxHash3? t_hash;

    /// <param name="number">The row's number.</param>
    /// <param name="arrived">Unix time in milliseconds, as stored.</param>
    /// <param name="id">As stored.</param>
    /// <param name="trace">As stored.</param>
    /// <param name="body">As stored.</param>
    public static long Of(long number, long arrived, string id, string? trace, ReadOnlySpan<byte> body)
    {
        int idLength = Encoding.UTF8.GetByteCount(id);
        int traceLength = trace is null ? 0 : Encoding.UTF8.GetByteCount(trace);
        byte[] rented = ArrayPool<byte>.Shared.Rent(FixedBytes + idLength + traceLength);
        Span<byte> head = rented.AsSpan(0, FixedBytes + idLength + traceLength);
        BinaryPrimitives.WriteInt64LittleEndian(head, number);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], arrived);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], idLength);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], trace is null ? -1 : traceLength);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], body.Length);
        Encoding.UTF8.GetBytes(id, head[FixedBytes..]);
        Encoding.UTF8.GetBytes(trace, head[(FixedBytes + idLength)..]);

        XxHash3 hash = t_hash ??= new XxHash3();
        hash.Reset();
        hash.Append(head);
        hash.Append(body);
        ArrayPool<byte>.Shared.Return(rented);
        return unchecked((long)hash.GetCurrentHashAsUInt64());
    }
}
