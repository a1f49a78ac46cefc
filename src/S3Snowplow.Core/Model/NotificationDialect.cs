namespace S3Snowplow;

/// <summary>The family of store that wrote a record.</summary>
public enum NotificationDialect
{
    /// <summary>A record of the S3 shape from a source not named here, among them Scality and Storj (keys as they are) and CubeFS; of others the key is taken as form-encoded, as in Amazon's records, unless it cannot be.</summary>
    Other = 0,

    /// <summary>An Amazon S3 notification record (<c>aws:s3</c>), or one of VersityGW, which calls itself so too but sends keys as they are.</summary>
    AmazonS3,

    /// <summary>An Amazon S3 event as EventBridge carries it (<c>aws.s3</c>).</summary>
    EventBridge,

    /// <summary>MinIO (<c>minio:s3</c>).</summary>
    Minio,

    /// <summary>RustFS (<c>rustfs:s3</c>).</summary>
    RustFs,

    /// <summary>Ceph's RADOS Gateway (<c>ceph:s3</c>).</summary>
    Ceph,

    /// <summary>NetApp StorageGRID (<c>sgws:s3</c>).</summary>
    StorageGrid,

    /// <summary>No record at all, but an entry of a bucket's listing or inventory (<c>listing</c>): what a backfill sends. It has no sequencer, and an identity of its own, see <c>EventIdentity</c>.</summary>
    Listing,
}

/// <summary>The stable text of each dialect, which is part of every event's identity and goes on the wire as <c>source</c>.</summary>
public static class NotificationDialectExtensions
{
    /// <summary>Returns the dialect's id, for example <c>aws:s3</c>; it never changes between versions of this package.</summary>
    public static string Id(this NotificationDialect dialect) => dialect switch
    {
        NotificationDialect.AmazonS3 => "aws:s3",
        NotificationDialect.EventBridge => "aws.s3",
        NotificationDialect.Minio => "minio:s3",
        NotificationDialect.RustFs => "rustfs:s3",
        NotificationDialect.Ceph => "ceph:s3",
        NotificationDialect.StorageGrid => "sgws:s3",
        NotificationDialect.Listing => "listing",
        _ => "other",
    };
}
