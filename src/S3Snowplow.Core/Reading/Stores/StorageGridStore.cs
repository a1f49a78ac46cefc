namespace S3Snowplow.Reading.Stores;

/// <summary>NetApp StorageGRID: as Amazon S3, without region and second request id.</summary>
/// <remarks>Source: StorageGRID documentation, "Understanding notifications for buckets".</remarks>
internal sealed class StorageGridStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.StorageGrid;

    public override bool KeyIsFormEncoded => true;

    protected override ReadOnlySpan<byte> EventSource => "sgws:s3"u8;
}
