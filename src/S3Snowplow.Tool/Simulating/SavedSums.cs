using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Keeps the sums of a listing that is being read, so that a run that ended early is gone on with: beside the cursor's file, as <c>FILE.sums</c>. Has numbers, segments of keys and the last key in it; readable by its owner only.</summary>
/// <remarks>The sums are written before the cursor, and have their own: what was summed up and how far was read are always of one moment.</remarks>
/// <param name="cursor">The cursor's file.</param>
/// <param name="bands">The hash of the bands: sums of other bands are others.</param>
internal sealed class SavedSums(CursorFile cursor, string bands)
{
    private const int Layout = 1;

    private byte[]? _restored;

    /// <summary>Where it goes on; <see langword="null"/>: it begins.</summary>
    public ListingCursor? Resume { get; private set; }

    /// <summary>What the bucket's configuration said when the reading began.</summary>
    public BucketHints Hints { get; set; } = BucketHints.None;

    private string Sums => cursor.Path + ".sums";

    /// <summary>Looks for what an earlier run has kept.</summary>
    /// <param name="known">What the cursor's file says.</param>
    /// <exception cref="ListingException">It cannot be used.</exception>
    public void Load(ListingCursor? known)
    {
        if (known is null)
        {
            return;
        }

        try
        {
            _restored = File.ReadAllBytes(Sums);
            using var reader = new BinaryReader(new MemoryStream(_restored));
            if (reader.ReadInt32() != Layout)
            {
                throw new ListingException($"{Sums} was written by another version. Remove it and {cursor.Path} to begin anew.");
            }

            if (reader.ReadString() != bands)
            {
                throw new ListingException($"{Sums} has the sums of other bands. Remove it and {cursor.Path} to begin anew, or use the bands of before.");
            }

            (Resume, Hints) = ReadHead(reader);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ListingException($"--cursor {cursor.Path} cannot be continued: its sums in {Sums} cannot be read ({exception.Message.TrimEnd('.')}). Remove {cursor.Path} to begin anew.", exception);
        }
    }

    /// <summary>Takes over what was kept.</summary>
    /// <exception cref="ListingException">It is of another time, or damaged.</exception>
    public void Restore(ArrivalCells cells, ListedArrivals listed, ListingWindow window)
    {
        if (_restored is null)
        {
            return;
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(_restored));
            reader.ReadInt32();
            reader.ReadString();
            ReadHead(reader);
            if (reader.ReadInt64() != window.First || reader.ReadInt64() != window.Until || reader.ReadInt32() != window.LeftOut.Count)
            {
                throw new ListingException($"{Sums} has the sums of another time: --since, --until and --leave-out have to be those of before. Remove it and {cursor.Path} to begin anew.");
            }

            cells.Restore(reader);
            listed.Restore(reader);
            _restored = null;
        }
        catch (EndOfStreamException exception)
        {
            throw new ListingException($"{Sums} is damaged. Remove it and {cursor.Path} to begin anew.", exception);
        }
    }

    /// <summary>Keeps what was summed up, and how far was read.</summary>
    /// <exception cref="ListingException">It cannot be written.</exception>
    public void Save(ListingCursor reached, ArrivalCells cells, ListedArrivals listed, ListingWindow window)
    {
        try
        {
            PrivateFile.Replace(Sums, stream => Write(stream, reached, cells, listed, window));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ListingException($"{Sums} cannot be written: {exception.Message}", exception);
        }

        cursor.Save(reached);
    }

    /// <summary>All was read: nothing has to be gone on with.</summary>
    public void Remove()
    {
        File.Delete(cursor.Path);
        File.Delete(Sums);
    }

    private void Write(Stream stream, ListingCursor reached, ArrivalCells cells, ListedArrivals listed, ListingWindow window)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Layout);
        writer.Write(bands);
        WriteHead(writer, reached, Hints);
        writer.Write(window.First);
        writer.Write(window.Until);
        writer.Write(window.LeftOut.Count);
        cells.Save(writer);
        listed.Save(writer);
    }

    private static void WriteHead(BinaryWriter writer, ListingCursor cursor, BucketHints hints)
    {
        writer.Write(cursor.Listing);
        writer.Write(cursor.Started.UtcTicks);
        writer.Write(cursor.LastKey);
        writer.Write(cursor.LastVersionId is not null);
        writer.Write(cursor.LastVersionId ?? "");
        writer.Write(cursor.File is not null);
        writer.Write(cursor.File ?? "");
        writer.Write(cursor.Row);
        writer.Write(cursor.IsComplete);
        writer.Write(hints.Expires ?? 0);
        writer.Write(hints.ExpiresUnder);
        writer.Write(hints.KeepsVersions);
    }

    private static (ListingCursor Cursor, BucketHints Hints) ReadHead(BinaryReader reader)
    {
        var cursor = new ListingCursor(reader.ReadString(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadString())
        {
            LastVersionId = ReadOptional(reader),
            File = ReadOptional(reader),
            Row = reader.ReadInt64(),
            IsComplete = reader.ReadBoolean(),
        };
        int days = reader.ReadInt32();
        return (cursor, new BucketHints(days > 0 ? days : null, reader.ReadString(), reader.ReadBoolean()));
    }

    private static string? ReadOptional(BinaryReader reader)
    {
        bool isThere = reader.ReadBoolean();
        string text = reader.ReadString();
        return isThere ? text : null;
    }
}
