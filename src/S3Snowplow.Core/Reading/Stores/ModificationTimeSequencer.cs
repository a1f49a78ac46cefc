namespace S3Snowplow.Reading.Stores;

/// <summary>
/// What MinIO and RustFS send as sequencer: the object's modification time in nanoseconds. It is another one whenever data arrives or is removed; whatever happens to the
/// object in between (reads, tags, locks, restores, transitions, replication) repeats it.
/// </summary>
/// <remarks>
/// Source: recorded from MinIO of 2026-02-12, where 1,440 reads of one object had one sequencer and 1,154 event times; RustFS, <c>crates/notify/src/event.rs</c>.
/// </remarks>
internal static class ModificationTimeSequencer
{
    /// <summary>Whether no other event of this name can have the same key, version, time and sequencer.</summary>
    public static bool Identifies(string name) => ObjectEventName.IsDataArrival(name) || name.StartsWith("ObjectRemoved:", StringComparison.Ordinal);
}
