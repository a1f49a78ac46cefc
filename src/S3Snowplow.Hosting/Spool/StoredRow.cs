using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace S3Snowplow.Hosting.Spool;

/// <summary>A row of the spool's file as it is stored: what a notification is made of, and the checksum by which it is known to be what was stored.</summary>
/// <param name="Number">Column <c>number</c>.</param>
/// <param name="Id">Column <c>id</c>.</param>
/// <param name="Arrived">Column <c>arrived</c>, Unix time in milliseconds.</param>
/// <param name="Body">Column <c>body</c>.</param>
/// <param name="Trace">Column <c>trace</c>, a header <c>traceparent</c>, or none.</param>
/// <param name="Checksum">Column <c>checksum</c>; none where a version that had no checksums stored it.</param>
internal readonly record struct StoredRow(long Number, string Id, long Arrived, byte[] Body, string? Trace, long? Checksum)
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "number, id, arrived, body, trace, checksum";

    private static readonly long EarliestArrival = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LatestArrival = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The row of a notification at a place.</summary>
    public static StoredRow Of(SpooledNotification one, long number)
    {
        byte[] body = MemoryMarshal.TryGetArray(one.Body, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : one.Body.ToArray();
        (long arrived, string? trace) = (one.ArrivedAt.ToUnixTimeMilliseconds(), one.TraceParent);
        long checksum = RowChecksum.Of(number, arrived, one.Id, trace, body);

        // What is damaged stays so, wherever it is moved: its bytes with a right checksum would be relayed as if they were sound.
        return new StoredRow(number, one.Id, arrived, body, trace, one.IsDamaged ? ~checksum : checksum);
    }

    /// <summary>The row that a reader stands on. One whose columns are not of their types any longer is damaged, and has what can be read.</summary>
    public static SpooledNotification Read(SqliteDataReader reader, long lastWithoutChecksum)
    {
        long number = reader.GetInt64(0);
        try
        {
            var row = new StoredRow(
                number, reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetInt64(5));
            return row.ToNotification(lastWithoutChecksum);
        }
        catch (Exception exception) when (exception is InvalidCastException or InvalidOperationException or FormatException)
        {
            return new SpooledNotification(number, "", DateTimeOffset.UnixEpoch, ReadOnlyMemory<byte>.Empty, default) { IsDamaged = true };
        }
    }

    /// <summary>Whether it is what was stored.</summary>
    /// <param name="lastWithoutChecksum">The number up to which rows may have none.</param>
    public bool IsSound(long lastWithoutChecksum) =>
        Arrived >= EarliestArrival && Arrived <= LatestArrival
        && (Checksum is { } checksum ? checksum == RowChecksum.Of(Number, Arrived, Id, Trace, Body) : Number <= lastWithoutChecksum);

    /// <param name="lastWithoutChecksum">The number up to which rows may have none.</param>
    public SpooledNotification ToNotification(long lastWithoutChecksum)
    {
        DateTimeOffset arrived = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(Arrived, EarliestArrival, LatestArrival));
        return new SpooledNotification(Number, Id, arrived, Body, SpooledNotification.TraceOf(Trace)) { IsDamaged = !IsSound(lastWithoutChecksum) };
    }
}
