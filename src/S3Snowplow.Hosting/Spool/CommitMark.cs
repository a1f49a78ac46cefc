using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace S3Snowplow.Hosting.Spool;

/// <summary>
/// The file <c>commits</c> beside a spool's file: the number of the last commit that was flushed, and how many notifications there were. A write-ahead log that is cut or
/// damaged looks to SQLite like one that ends there; only from outside can be told that there was more.
/// </summary>
/// <remarks>
/// Written after the flush of the commit and not flushed itself: it is never ahead of what is durable, so it never accuses a sound file. After a loss of power it may be as old
/// as the system lets a written page be (30 s on Linux by default); commits of that time that are lost too are then not missed. Two records in turn, each with a checksum:
/// one of them is always whole.
/// </remarks>
internal sealed class CommitMark : IDisposable
{
    public const string FileName = "commits";

    // Sequence, commits, count, last without checksum, checksum: 8 bytes each, little-endian.
    private const int RecordBytes = 40;
    private const int ChecksumAt = RecordBytes - 8;

    private readonly SafeFileHandle _file;
    private long _sequence;
    private long _flushed;

    /// <summary>Opens the file of a folder, or makes it.</summary>
    public CommitMark(string folder)
    {
        _file = File.OpenHandle(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(_file) < 2 * RecordBytes)
        {
            // Its place on the disk, so that a full one can still be written to.
            RandomAccess.Write(_file, new byte[2 * RecordBytes], 0);
        }

        (_sequence, CommitNote newest) = Newest(_file) ?? default;
        _flushed = newest.Commits;
    }

    /// <summary>What the file of a folder says; <see langword="null"/> where there is none, or it cannot be read.</summary>
    public static CommitNote? Read(string folder)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(Path.Combine(folder, FileName));
            return Newest(file)?.Note;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes a commit.</summary>
    /// <param name="ledger">What it left.</param>
    /// <param name="isFlushed">Whether it would survive a loss of power; only such ones can be missed later.</param>
    public void Note(Ledger ledger, bool isFlushed)
    {
        _flushed = isFlushed ? ledger.Commits : _flushed;
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, ++_sequence);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], _flushed);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], ledger.Count);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], ledger.LastWithoutChecksum);
        BinaryPrimitives.WriteUInt64LittleEndian(record[ChecksumAt..], XxHash3.HashToUInt64(record[..ChecksumAt]));
        try
        {
            RandomAccess.Write(_file, record, _sequence % 2 * RecordBytes);
        }
        catch (IOException)
        {
            // The commit is durable, and that is what its senders were promised. The mark stays behind, and accuses nobody.
        }
    }

    public void Dispose() => _file.Dispose();

    private static (long Sequence, CommitNote Note)? Newest(SafeFileHandle file)
    {
        Span<byte> records = stackalloc byte[2 * RecordBytes];
        int length = RandomAccess.Read(file, records, 0);
        (long Sequence, CommitNote Note)? newest = null;
        for (int at = 0; at + RecordBytes <= length; at += RecordBytes)
        {
            ReadOnlySpan<byte> record = records.Slice(at, RecordBytes);
            long sequence = BinaryPrimitives.ReadInt64LittleEndian(record);
            if (BinaryPrimitives.ReadUInt64LittleEndian(record[ChecksumAt..]) == XxHash3.HashToUInt64(record[..ChecksumAt]) && !(newest?.Sequence > sequence))
            {
                newest = (sequence, new CommitNote(
                    BinaryPrimitives.ReadInt64LittleEndian(record[8..]), BinaryPrimitives.ReadInt64LittleEndian(record[16..]), BinaryPrimitives.ReadInt64LittleEndian(record[24..])));
            }
        }

        return newest;
    }
}

/// <summary>What stands beside a spool's file about it.</summary>
/// <param name="Commits">The number of the last commit that was flushed.</param>
/// <param name="Count">How many notifications there were in the end.</param>
/// <param name="LastWithoutChecksum">The number up to which they may have no checksum.</param>
internal readonly record struct CommitNote(long Commits, long Count, long LastWithoutChecksum);
