namespace S3Snowplow.Tool;

/// <summary>Takes the objects of a listing: each that counts goes to whoever sums it up, and what has to be said of all of them is noted. Keeps no keys.</summary>
/// <param name="window">Which objects are looked at.</param>
/// <param name="take">Takes an object that counts, and its minute. <see langword="false"/>: nobody wants it.</param>
internal sealed class ListedArrivals(ListingWindow window, Func<ListedObject, long, bool> take)
{
    private string _lastKey = "";
    private long _versions;

    /// <summary>What has to be known of them.</summary>
    public ReadFacts Facts { get; } = new();

    /// <summary>Takes a page.</summary>
    public void Add(IReadOnlyList<ListedObject> objects)
    {
        foreach (ListedObject one in objects)
        {
            Add(one);
        }
    }

    /// <summary>Saves what has to be known.</summary>
    public void Save(BinaryWriter writer)
    {
        Facts.Save(writer);
        writer.Write(_lastKey);
        writer.Write(_versions);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        Facts.Restore(reader);
        _lastKey = reader.ReadString();
        _versions = reader.ReadInt64();
    }

    private void Add(in ListedObject one)
    {
        if (one.IsDeleteMarker)
        {
            Facts.DeleteMarkers++;
            return;
        }

        CountVersions(one);
        long minute = Minutes.Of(one.LastModified);
        if (minute >= window.Until)
        {
            Facts.NewerObjects++;
        }
        else if (minute < window.First)
        {
            Facts.OlderObjects++;
            Facts.OlderBytes += one.Size;
        }
        else if (window.LeftOut.Contains(minute))
        {
            Facts.LeftOutObjects++;
        }
        else
        {
            Count(one, minute);
        }
    }

    private void Count(in ListedObject one, long minute)
    {
        Facts.Count(one.LastModified, one.Size);
        if (one.IsLatest)
        {
            Facts.LatestObjects++;
            Facts.LatestBytes += one.Size;
        }

        if (one.IsMultipart)
        {
            Facts.MultipartObjects++;
            Facts.MultipartBytes += one.Size;
        }

        bool isWanted = take(one, minute);
        if (one.IsKeyLost)
        {
            Facts.LostKeys++;
            Facts.LostKeysUnmatched += isWanted ? 0 : 1;
        }
    }

    // Versions of one key stand together.
    private void CountVersions(in ListedObject one)
    {
        _versions = string.Equals(one.Key, _lastKey, StringComparison.Ordinal) ? _versions + 1 : 1;
        _lastKey = one.Key;
        Facts.MostVersions = Math.Max(Facts.MostVersions, _versions);
    }
}
