namespace S3Snowplow.Reading.Stores;

/// <summary>Any other store that writes records of the S3 shape; read as Amazon S3 writes them.</summary>
/// <remarks>Look-alikes exist that differ in nothing but the source they name; CubeFS (<c>cubefs:s3</c>) is one, and encodes as well. A key that cannot be encoded is taken as it is, see <see cref="KeyDecoder"/>.</remarks>
internal sealed class OtherStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.Other;

    public override bool KeyIsFormEncoded => true;

    protected override ReadOnlySpan<byte> EventSource => [];
}
