namespace S3Snowplow.Tool;

/// <summary>What lies in a bucket: read page by page from the store, or from an inventory.</summary>
internal interface IObjectListing : IAsyncDisposable
{
    /// <summary>What is read, for people: <c>bucket incoming at http://127.0.0.1:8000</c>.</summary>
    string Name { get; }

    /// <summary>What is read, for programs: equal for the same bucket, prefix, endpoint and sort of listing. Stands in <see cref="ListingCursor.Listing"/>.</summary>
    string Identity { get; }

    /// <summary>Until when it tells the truth: the begin of the listing, or the inventory's time less six hours. Of a bucket that is read on after a cursor: when the first reading began.</summary>
    DateTimeOffset AsOf { get; }

    /// <summary>Whether old versions are in it.</summary>
    bool HasVersions { get; }

    /// <summary>Reads it. Memory does not grow with what is read.</summary>
    /// <param name="resume">Where an earlier reading ended; <see langword="null"/>: from the begin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ListingException">It cannot be read, or not further; the message says how far it got.</exception>
    IAsyncEnumerable<ListingPage> ReadAsync(ListingCursor? resume, CancellationToken cancellationToken);
}

/// <summary>A page of a listing.</summary>
/// <param name="Objects">What is on it; may be empty.</param>
/// <param name="Cursor">From where an interrupted reading goes on once this page is done with.</param>
internal sealed record ListingPage(IReadOnlyList<ListedObject> Objects, ListingCursor Cursor)
{
    /// <summary>
    /// From where an interrupted reading goes on in the middle of the page: behind the object at <paramref name="index"/>. <see langword="null"/>: not from there, but from the page's begin, since the objects before it
    /// are not all those of lesser keys (versions, inventories, stores that list in no order), or its key is lost.
    /// </summary>
    public ListingCursor? Behind(int index, bool hasVersions)
    {
        if (hasVersions || Cursor.File is not null || Objects[index].IsKeyLost || !IsOrdered)
        {
            return null;
        }

        return Cursor with { LastKey = Objects[index].Key, LastVersionId = null, IsComplete = false };
    }

    private bool IsOrdered { get; } = Ordered(Objects);

    private static bool Ordered(IReadOnlyList<ListedObject> objects)
    {
        for (int i = 1; i < objects.Count; i++)
        {
            if (ListedKey.Compare(objects[i - 1].Key, objects[i].Key) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>An object, or a version of one, as a listing tells it.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key, decoded.</param>
/// <param name="Size">Its size in bytes; 0 of a delete marker.</param>
/// <param name="LastModified">When the store says that it was written.</param>
internal readonly record struct ListedObject(string Bucket, string Key, long Size, DateTimeOffset LastModified)
{
    /// <summary>The entity tag without quotes; <see langword="null"/>: not told.</summary>
    public string? ETag { get; init; }

    /// <summary>The version; <see langword="null"/>: the null version, or none was told.</summary>
    public string? VersionId { get; init; }

    /// <summary>Whether it is what a reader of the key gets.</summary>
    public bool IsLatest { get; init; }

    /// <summary>Whether it says that the key was deleted.</summary>
    public bool IsDeleteMarker { get; init; }

    /// <summary>Whether it came in parts: at Amazon its time is then that of the upload's begin.</summary>
    public bool IsMultipart { get; init; }

    /// <summary>Whether the key is not that of the object, because the store replaced characters by U+FFFD, or sent no valid encoding: size and time are right, the name is not.</summary>
    public bool IsKeyLost { get; init; }
}

/// <summary>How far a listing was read, for a file that outlives the run.</summary>
/// <param name="Listing">What was read (<see cref="IObjectListing.Identity"/>), so that it is refused for another bucket, prefix or endpoint.</param>
/// <param name="Started">When the reading began.</param>
/// <param name="LastKey">The last key that was read; empty: nothing was. In an inventory, of the file.</param>
internal sealed record ListingCursor(string Listing, DateTimeOffset Started, string LastKey)
{
    /// <summary>The last version of it, <c>null</c> for the null version; <see langword="null"/> where versions are not listed.</summary>
    public string? LastVersionId { get; init; }

    /// <summary>In an inventory, the file that was being read.</summary>
    public string? File { get; init; }

    /// <summary>In an inventory, how many rows of the file were read.</summary>
    public long Row { get; init; }

    /// <summary>Whether all of it was read.</summary>
    public bool IsComplete { get; init; }
}

/// <summary>A listing cannot be read, or not further. The message is for people: what is wrong, where, and what to do.</summary>
#pragma warning disable CA1032 // Internal, and always with what to say.
internal sealed class ListingException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether something was read before it failed.</summary>
    public bool HasRead { get; init; }
}
#pragma warning restore CA1032
