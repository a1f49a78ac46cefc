namespace S3Snowplow.Testing;

// Stores that speak S3's language with an accent.
public static partial class NotificationSamples
{
    /// <summary>EventName and Key beside Records; the Key there is not encoded.</summary>
    public static NotificationSample MinioPut { get; } = Read("minio-webhook-put",
        "MinIO webhook, eventVersion 2.0: names with s3:, keys whose slashes are encoded too.");

    /// <summary>No size, because MinIO leaves out a zero.</summary>
    public static NotificationSample MinioZeroByte { get; } = Read("minio-webhook-zero-byte", "MinIO webhook, eventVersion 2.0, an empty object.");

    /// <summary>Size 0 is present here.</summary>
    public static NotificationSample RustFsZeroByte { get; } = Read("rustfs-webhook-zero-byte",
        "RustFS webhook with MinIO's members, an empty object.");

    /// <summary>The key is "incoming/a b+c%41 é.csv" and stays so; times have microseconds.</summary>
    public static NotificationSample CephPut { get; } = Read("ceph-16.2-put", "Ceph RADOS Gateway 16.2.15, HTTP push.");

    /// <summary>A removal that has the size and eTag of what was removed.</summary>
    public static NotificationSample CephDelete { get; } = Read("ceph-16.2-delete", "Ceph RADOS Gateway 16.2.15, HTTP push of a delete.");

    /// <summary>A quoted size, etag in lower case, a time with a space, a name with s3:.</summary>
    public static NotificationSample CephOldPut { get; } = Read("ceph-old-put",
        "Older releases of Ceph RADOS Gateway: the forms on record for them, gathered in one document.");

    /// <summary>No awsRegion, and an ARN that begins with urn:sgws.</summary>
    public static NotificationSample StorageGridPut { get; } = Read("storagegrid-put", "NetApp StorageGRID 11.6.");

    private static IEnumerable<NotificationSample> OfOtherStores =>
    [
        MinioPut, MinioZeroByte, RustFsZeroByte, CephPut, CephDelete, CephOldPut, StorageGridPut,
    ];
}
