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

    /// <summary>Google Cloud Storage (<c>google:storage</c>), by Pub/Sub or Eventarc.</summary>
    GoogleStorage,

    /// <summary>Azure Blob Storage (<c>azure:blob</c>), by Event Grid in its own schema or as CloudEvents.</summary>
    AzureBlob,

    /// <summary>Cloudflare R2 (<c>cloudflare:r2</c>).</summary>
    CloudflareR2,

    /// <summary>Backblaze B2's own event notifications (<c>backblaze:b2</c>).</summary>
    BackblazeB2,

    /// <summary>IBM Cloud Object Storage (<c>ibm:cos</c>), by Kafka or Code Engine.</summary>
    IbmCos,

    /// <summary>Oracle Cloud Infrastructure Object Storage (<c>oracle:objectstorage</c>).</summary>
    OracleObjectStorage,

    /// <summary>Alibaba Cloud OSS (<c>alibaba:oss</c>), by MNS, Function Compute or EventBridge.</summary>
    AlibabaOss,

    /// <summary>Tencent COS (<c>tencent:cos</c>).</summary>
    TencentCos,

    /// <summary>Huawei OBS and Open Telekom Cloud (<c>huawei:obs</c>).</summary>
    HuaweiObs,

    /// <summary>JD Cloud OSS (<c>jd:oss</c>).</summary>
    JdCloudOss,

    /// <summary>The filer of SeaweedFS (<c>seaweedfs:filer</c>).</summary>
    SeaweedFsFiler,

    /// <summary>A shape that the settings describe (<see cref="RelayOptions.Shapes"/>). Its source is the one named there, see <see cref="ObjectEvent.Source"/>.</summary>
    Configured,
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
        NotificationDialect.GoogleStorage => "google:storage",
        NotificationDialect.AzureBlob => "azure:blob",
        NotificationDialect.CloudflareR2 => "cloudflare:r2",
        NotificationDialect.BackblazeB2 => "backblaze:b2",
        NotificationDialect.IbmCos => "ibm:cos",
        NotificationDialect.OracleObjectStorage => "oracle:objectstorage",
        NotificationDialect.AlibabaOss => "alibaba:oss",
        NotificationDialect.TencentCos => "tencent:cos",
        NotificationDialect.HuaweiObs => "huawei:obs",
        NotificationDialect.JdCloudOss => "jd:oss",
        NotificationDialect.SeaweedFsFiler => "seaweedfs:filer",
        NotificationDialect.Configured => "configured",
        _ => "other",
    };
}
