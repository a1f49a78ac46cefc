using System.Globalization;
using S3Snowplow.Reading;

namespace S3Snowplow.Tool;

/// <summary>Makes an object event of what a listing tells.</summary>
internal static class ListedObjectEvent
{
    /// <summary>
    /// The event of an object's arrival: <c>ObjectCreated:CompleteMultipartUpload</c> of one that came in parts, else <c>ObjectCreated:Put</c>, since a listing tells neither copies nor forms. Its time is
    /// LastModified; in the identity it stands in UTC with milliseconds, so that a listing and an inventory, in CSV or in Parquet, make one id.
    /// </summary>
    public static ObjectEvent Of(in ListedObject listed)
    {
        string name = listed.IsMultipart ? ObjectEventName.CreatedCompleteMultipartUpload : ObjectEventName.CreatedPut;
        return new ObjectEvent
        {
            Dialect = NotificationDialect.Listing,
            Name = name,
            OriginalName = name,
            Time = listed.LastModified,
            TimeText = listed.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Bucket = listed.Bucket,
            Key = listed.Key,
            RawKey = listed.Key,
            KeyDecoded = true,
            Size = listed.Size,
            ETag = listed.ETag,
            VersionId = listed.VersionId,
        };
    }
}
