namespace S3Snowplow.Reading.Stores;

/// <summary>Storj: keys as they are.</summary>
/// <remarks>Source: Storj's design document "Bucket Eventing Phase 1"; no running service was looked at.</remarks>
internal sealed class StorjStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.Other;

    public override bool KeyIsFormEncoded => false;

    protected override ReadOnlySpan<byte> EventSource => "storj:s3"u8;
}
