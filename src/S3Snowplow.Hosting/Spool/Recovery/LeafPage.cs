using System.Buffers.Binary;
using System.Text;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>Rows of the spool's table in the image of a leaf page, read without the tree that leads to it. Formats: https://sqlite.org/fileformat2.html#b_tree_pages and #record_format</summary>
internal static class LeafPage
{
    private const byte TableLeaf = 13;
    private const byte TableNode = 5;
    private const int HeaderBytes = 8;

    // Of a row of five or six columns; the body has no bound, but no longer one is ever written.
    private const int MaxRowBytes = 1 << 30;

    /// <summary>Whether an image says that it is a leaf of a table.</summary>
    public static bool IsLeaf(ReadOnlySpan<byte> page) => page[0] == TableLeaf;

    /// <summary>
    /// Whether an image is a node of a tree above its leaves: then what it has beside its list are rows of before the tree grew, most of them deleted since. A leaf whose first byte was
    /// changed to that of a node would have to have the number of a page where its first two rows are listed.
    /// </summary>
    public static bool IsNode(ReadOnlySpan<byte> page, uint pages) => page[0] == TableNode && BinaryPrimitives.ReadUInt32BigEndian(page[8..]) is >= 1 and var child && child <= pages;

    /// <summary>Where the cells of a page begin, as its header says; those that cannot be are left out.</summary>
    /// <param name="page">The image.</param>
    /// <param name="fits">Whether nothing contradicts the header.</param>
    public static List<int> Cells(ReadOnlySpan<byte> page, out bool fits)
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(page[3..]);
        int end = HeaderBytes + (count * 2);
        fits = end <= page.Length;
        List<int> cells = [];
        for (int at = HeaderBytes; at + 2 <= Math.Min(end, page.Length); at += 2)
        {
            int cell = BinaryPrimitives.ReadUInt16BigEndian(page[at..]);
            bool isWithin = cell >= end && cell < page.Length - 4;
            fits &= isWithin;
            if (isWithin)
            {
                cells.Add(cell);
            }
        }

        return cells;
    }

    /// <summary>The row of a cell; <see langword="null"/> where no row of the spool's table can be read there.</summary>
    /// <param name="page">The image of the leaf.</param>
    /// <param name="at">Where the cell begins.</param>
    /// <param name="overflow">Gives the images of the pages on which a long row goes on, the newest first.</param>
    public static StoredRow? Row(ReadOnlySpan<byte> page, int at, Func<uint, byte[]?> overflow)
    {
        var reader = new RecordReader(page[at..]);
        if (!reader.TryReadVarint(out long length) || !reader.TryReadVarint(out long number) || length is < 5 or > MaxRowBytes || number < 1)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = page[(at + reader.Position)..];
        int local = LocalBytes((int)length);
        if (local > rest.Length || (local < length && local + 4 > rest.Length) || !LooksLikeARow(rest[..local], length))
        {
            return null;
        }

        byte[] record = new byte[length];
        rest[..local].CopyTo(record);
        if (local < length && !TryFollow(BinaryPrimitives.ReadUInt32BigEndian(rest[local..]), record.AsSpan(local), overflow))
        {
            return null;
        }

        return Row(number, record);
    }

    /// <summary>How much of a record of a length is in the cell itself. Section 1.6, "Table B-Tree Leaf Cell".</summary>
    private static int LocalBytes(int length)
    {
        const int Usable = PageImages.PageBytes;
        const int Most = Usable - 35;
        const int Least = ((Usable - 12) * 32 / 255) - 23;
        int least = Least + ((length - Least) % (Usable - 4));
        return length <= Most ? length : least <= Most ? least : Least;
    }

    private static bool TryFollow(uint page, Span<byte> rest, Func<uint, byte[]?> overflow)
    {
        while (!rest.IsEmpty)
        {
            if (page == 0 || overflow(page) is not { } image)
            {
                return false;
            }

            page = BinaryPrimitives.ReadUInt32BigEndian(image);
            int length = Math.Min(rest.Length, image.Length - 4);
            image.AsSpan(4, length).CopyTo(rest);
            rest = rest[length..];
        }

        return true;
    }

    // Before memory is taken for it: the head of a record says how long its columns are, and they have to make up the whole.
    private static bool LooksLikeARow(ReadOnlySpan<byte> local, long length)
    {
        var reader = new RecordReader(local);
        return reader.TryReadVarint(out long head) && head is >= 5 and <= 30 && head <= local.Length && Columns(local[..(int)head], out _) + head == length;
    }

    // The sum of the columns' lengths, or a negative number where they are not those of the table.
    private static long Columns(ReadOnlySpan<byte> head, out long[] types)
    {
        types = new long[6];
        var reader = new RecordReader(head);
        reader.TryReadVarint(out _);
        long sum = 0;
        int count = 0;
        for (; count < types.Length && reader.Position < head.Length; count++)
        {
            if (!reader.TryReadVarint(out types[count]) || types[count] < 0)
            {
                return long.MinValue;
            }

            sum += RecordReader.LengthOf(types[count]);
        }

        // number is the key and has no bytes here; id is a text, arrived a number, body a blob, trace a text or nothing, checksum a number or nothing.
        bool areThose = reader.Position == head.Length && count >= 4 && types[0] == 0 && RecordReader.IsText(types[1]) && RecordReader.IsInteger(types[2]) && RecordReader.IsBlob(types[3])
            && (types[4] == 0 || RecordReader.IsText(types[4])) && (types[5] == 0 || RecordReader.IsInteger(types[5]));
        return areThose ? sum : long.MinValue;
    }

    private static StoredRow Row(long number, ReadOnlySpan<byte> record)
    {
        new RecordReader(record).TryReadVarint(out long head);
        Columns(record[..(int)head], out long[] types);
        int at = (int)head;
        ReadOnlySpan<byte> id = Next(record, types[1], ref at);
        ReadOnlySpan<byte> arrived = Next(record, types[2], ref at);
        ReadOnlySpan<byte> body = Next(record, types[3], ref at);
        ReadOnlySpan<byte> trace = Next(record, types[4], ref at);
        ReadOnlySpan<byte> checksum = Next(record, types[5], ref at);
        return new StoredRow(
            number,
            Encoding.UTF8.GetString(id),
            RecordReader.Integer(types[2], arrived),
            body.ToArray(),
            types[4] == 0 ? null : Encoding.UTF8.GetString(trace),
            types[5] == 0 ? null : RecordReader.Integer(types[5], checksum));
    }

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> record, long type, ref int at)
    {
        int length = (int)RecordReader.LengthOf(type);
        at += length;
        return record.Slice(at - length, length);
    }
}
