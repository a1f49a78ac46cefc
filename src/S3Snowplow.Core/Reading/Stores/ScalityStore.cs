namespace S3Snowplow.Reading.Stores;

/// <summary>Scality Zenko and RING: keys as they are.</summary>
/// <remarks>Source: Scality Backbeat, <c>extensions/notification</c>, and reports of keys whose <c>+</c> had become a space; no running service was looked at.</remarks>
internal sealed class ScalityStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.Other;

    public override bool KeyIsFormEncoded => false;

    protected override ReadOnlySpan<byte> EventSource => "scality:s3"u8;
}
