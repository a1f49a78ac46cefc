namespace S3Snowplow.Reading.Stores;

/// <summary>RustFS: as MinIO, but with the size of an empty object.</summary>
/// <remarks>Source: RustFS, <c>crates/notify</c>.</remarks>
internal sealed class RustFsStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.RustFs;

    public override bool KeyIsFormEncoded => true;

    protected override ReadOnlySpan<byte> EventSource => "rustfs:s3"u8;

    protected override bool SequencerIdentifies(string name) => ModificationTimeSequencer.Identifies(name);
}
