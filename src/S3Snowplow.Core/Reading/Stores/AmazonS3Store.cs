namespace S3Snowplow.Reading.Stores;

/// <summary>Amazon S3: form-encoded keys (a slash stays a slash), no size on removals, tags and ACLs.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Event message structure". LocalStack and moto write the same source; LocalStack encodes a space as <c>%20</c>, which decodes alike.</remarks>
internal sealed class AmazonS3Store : Store
{
    public override NotificationDialect Kind => NotificationDialect.AmazonS3;

    public override bool KeyIsFormEncoded => true;

    protected override ReadOnlySpan<byte> EventSource => "aws:s3"u8;
}
