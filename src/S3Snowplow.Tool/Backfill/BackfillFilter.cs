namespace S3Snowplow.Tool;

/// <summary>Decides which entries of a listing become events, and counts all.</summary>
/// <param name="since">From when on; <see langword="null"/>: from the begin.</param>
/// <param name="until">Until when, strictly before.</param>
/// <param name="counts">Takes the numbers.</param>
internal sealed class BackfillFilter(DateTimeOffset? since, DateTimeOffset until, BackfillCounts counts)
{
    // A multipart upload may take a day; at Amazon its object has the time when it began.
    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    /// <summary>Whether it is sent.</summary>
    public bool IsSent(in ListedObject listed)
    {
        counts.Read++;
        if (listed.IsDeleteMarker)
        {
            counts.DeleteMarkers++;
        }
        else if (listed.LastModified >= until)
        {
            counts.Later++;
        }
        else if (listed.LastModified < since)
        {
            counts.Earlier++;
        }
        else if (listed.IsKeyLost)
        {
            (counts.LostKeys, counts.LostBytes) = (counts.LostKeys + 1, counts.LostBytes + listed.Size);
        }
        else
        {
            counts.Doubtful += listed.IsMultipart && listed.LastModified >= until - LongestUpload ? 1 : 0;
            counts.Bytes += listed.Size;
            return true;
        }

        return false;
    }
}
