namespace S3Snowplow.Reading.Stores;

/// <summary>Ceph RADOS Gateway: keys as they are; version id and region empty where there is none; old releases quote the size, write <c>etag</c>, and a space in the time.</summary>
/// <remarks>Source: Ceph documentation, "S3 bucket notifications compatibility"; records of release 16.2.15 were looked at.</remarks>
internal sealed class CephStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.Ceph;

    public override bool KeyIsFormEncoded => false;

    protected override ReadOnlySpan<byte> EventSource => "ceph:s3"u8;
}
