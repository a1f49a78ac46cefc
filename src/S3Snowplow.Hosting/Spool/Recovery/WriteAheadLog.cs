using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>
/// The frames of a write-ahead log, also those behind a damaged one, at which SQLite ends: each is a page as it was after some change. Format: https://sqlite.org/fileformat2.html#walformat
/// </summary>
internal sealed class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint Magic = 0x377f0682;

    private readonly Dictionary<uint, List<long>> _images = [];

    /// <param name="file">The log.</param>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public WriteAheadLog(SafeFileHandle file)
    {
        var frames = new List<(uint Page, long At)>();
        long whole = ReadFrames(file, frames);

        // Whole, as it is unless it is damaged: what is behind the last commit was never told to anybody, and may be half of a change.
        foreach ((uint page, long at) in IsDamaged ? frames : frames.Take((int)whole))
        {
            if (!_images.TryGetValue(page, out List<long>? images))
            {
                _images[page] = images = [];
            }

            images.Insert(0, at);
        }
    }

    /// <summary>Whether there are frames of it that SQLite does not take.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The pages that it has images of.</summary>
    public IEnumerable<uint> Pages => _images.Keys;

    /// <summary>The highest of them.</summary>
    public uint LastPage => _images.Count == 0 ? 0 : _images.Keys.Max();

    /// <summary>Where the images of a page begin in the log, the newest first.</summary>
    public IReadOnlyList<long> ImagesOf(uint page) => _images.TryGetValue(page, out List<long>? images) ? images : [];

    /// <summary>Reads the frames of the log's present round; the log is written from its beginning again, and what an earlier round left behind it is in the file since.</summary>
    /// <returns>How many frames there are up to the last commit, as SQLite sees it.</returns>
    private long ReadFrames(SafeFileHandle file, List<(uint Page, long At)> frames)
    {
        byte[] frame = new byte[FrameHeaderBytes + PageImages.PageBytes];
        long length = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (length < HeaderBytes + frame.Length || RandomAccess.Read(file, header, 0) < HeaderBytes)
        {
            return 0;
        }

        bool isBigEndian = (BinaryPrimitives.ReadUInt32BigEndian(header) & 1) == 1;
        (uint, uint) sum = Checksum(header[..24], default, isBigEndian);
        bool isValid = (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) == Magic && sum == ReadPair(header[24..]);
        (uint, uint)? salt = isValid ? ReadPair(header[16..]) : null;
        long committed = 0;
        for (long at = HeaderBytes; at + frame.Length <= length; at += frame.Length)
        {
            if (!TryRead(file, frame, at))
            {
                (isValid, IsDamaged) = (false, true);
                continue;
            }

            salt ??= ReadPair(frame.AsSpan(8));
            if (ReadPair(frame.AsSpan(8)) != salt)
            {
                // The end of the round, or one whose header is damaged; what follows tells.
                isValid = false;
                continue;
            }

            sum = Checksum(frame.AsSpan(FrameHeaderBytes), Checksum(frame.AsSpan(0, 8), sum, isBigEndian), isBigEndian);
            isValid &= sum == ReadPair(frame.AsSpan(16));
            IsDamaged |= !isValid;
            frames.Add((BinaryPrimitives.ReadUInt32BigEndian(frame), at + FrameHeaderBytes));
            if (isValid && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0)
            {
                committed = frames.Count;
            }
        }

        return committed;
    }

    private static bool TryRead(SafeFileHandle file, byte[] frame, long at)
    {
        try
        {
            return RandomAccess.Read(file, frame, at) == frame.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static (uint, uint) ReadPair(ReadOnlySpan<byte> bytes) => (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));

    // https://sqlite.org/fileformat2.html#checksum_algorithm
    private static (uint, uint) Checksum(ReadOnlySpan<byte> bytes, (uint, uint) sum, bool isBigEndian)
    {
        (uint first, uint second) = sum;
        for (int i = 0; i + 8 <= bytes.Length; i += 8)
        {
            uint one = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]);
            uint other = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(i + 4)..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i + 4)..]);
            first = unchecked(first + one + second);
            second = unchecked(second + other + first);
        }

        return (first, second);
    }
}
