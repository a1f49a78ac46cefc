namespace S3Snowplow.Reading.Stores;

/// <summary>MinIO: names with a leading <c>s3:</c>, keys encoded slashes included, no size on empty objects and removals.</summary>
/// <remarks>Source: MinIO, <c>internal/event</c>: the key is query-escaped, and an unset size is left out; <c>cmd/event-notification.go</c>: the sequencer.</remarks>
internal sealed class MinioStore : Store
{
    public override NotificationDialect Kind => NotificationDialect.Minio;

    public override bool KeyIsFormEncoded => true;

    // Data that arrived has a size; MinIO leaves it out where it is 0, and only there.
    public override long? SizeLeftOut(string name) => ObjectEventName.IsDataArrival(name) ? 0 : null;

    protected override ReadOnlySpan<byte> EventSource => "minio:s3"u8;

    protected override bool SequencerIdentifies(string name) => ModificationTimeSequencer.Identifies(name);
}
