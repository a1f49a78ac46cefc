namespace S3Snowplow.Reading.Stores;

/// <summary>VersityGW: names its records <c>aws:s3</c>, but sends keys as they are, and eTags in quotes. Its sizes of copies and multipart uploads are always 0.</summary>
/// <remarks>
/// Source: records of version 1.8.0 were looked at. The bucket's ARN names the object, with a slash in front (<c>arn:aws:s3:::/BUCKET/KEY</c>), where Amazon's ends with
/// the bucket's name; identities have a <c>PrincipalId</c> with a capital letter. One of the two is enough, since a hop may drop the other.
/// </remarks>
internal sealed class VersityGatewayStore : Store
{
    // As the records say of themselves. Their ids stay what they were before they were told apart.
    public override NotificationDialect Kind => NotificationDialect.AmazonS3;

    public override bool KeyIsFormEncoded => false;

    protected override ReadOnlySpan<byte> EventSource => "aws:s3"u8;

    protected override bool Wrote(ReadOnlySpan<byte> document, in S3RecordReader.Fields record) =>
        (record.HasCapitalPrincipal || record.Arn.StartsWith(document, "arn:aws:s3:::/"u8)) && base.Wrote(document, record);
}
