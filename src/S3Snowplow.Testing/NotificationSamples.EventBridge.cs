namespace S3Snowplow.Testing;

// Amazon S3 through EventBridge: other names, times to the second, and keys as they are.
public static partial class NotificationSamples
{
    /// <summary>The ordinary case.</summary>
    public static NotificationSample EventBridgeCreated { get; } = Read("eventbridge-object-created",
        "EventBridge, S3 without detail.event-version as recorded in 2025: the same upload as S3Put.");

    /// <summary>The newest form.</summary>
    public static NotificationSample EventBridgeCreatedVersion12 { get; } = Read("eventbridge-object-created-1.2",
        "EventBridge, S3 with detail.event-version 1.2: a copy, with generated tags and an annotation flag.");

    /// <summary>Told from a delete by deletion-type; no etag, unlike the S3 record.</summary>
    public static NotificationSample EventBridgeDeleteMarker { get; } = Read("eventbridge-delete-marker",
        "EventBridge, a delete in a versioned bucket.");

    /// <summary>Neither size nor etag.</summary>
    public static NotificationSample EventBridgePermanentDelete { get; } = Read("eventbridge-permanent-delete",
        "EventBridge, a permanent delete on request.");

    /// <summary>Told from a requested delete by its reason.</summary>
    public static NotificationSample EventBridgeLifecycleExpiration { get; } = Read("eventbridge-lifecycle-expiration",
        "EventBridge, a permanent delete by a lifecycle rule.");

    /// <summary>Key and etag only: identity rests on the id of the envelope.</summary>
    public static NotificationSample EventBridgeTagsAdded { get; } = Read("eventbridge-tags-added", "EventBridge, new tags.");

    /// <summary>By the service: no source address.</summary>
    public static NotificationSample EventBridgeStorageClassChanged { get; } = Read("eventbridge-storage-class-changed",
        "EventBridge, a move to another storage class.");

    /// <summary>No sequencer and no source address.</summary>
    public static NotificationSample EventBridgeRestoreCompleted { get; } = Read("eventbridge-restore-completed",
        "EventBridge, a restore from Glacier that has ended.");

    /// <summary>Decoding this key destroys it.</summary>
    public static NotificationSample EventBridgeKeyWithPlusAndPercent { get; } = Read("eventbridge-key-with-plus-and-percent",
        "EventBridge. The key is \"reports/rate+50%25 100%.csv\" and stays so.");

    /// <summary>One half of a pair: both must come out with the same key.</summary>
    public static NotificationSample EventBridgeKeyPlusAndSpaces { get; } = Read("eventbridge-key-plus-and-spaces",
        "EventBridge. The key is \"this im + age blah.txt\", the same object as KeyPlusAndSpaces.");

    private static IEnumerable<NotificationSample> OfEventBridge =>
    [
        EventBridgeCreated, EventBridgeCreatedVersion12, EventBridgeDeleteMarker, EventBridgePermanentDelete, EventBridgeLifecycleExpiration,
        EventBridgeTagsAdded, EventBridgeStorageClassChanged, EventBridgeRestoreCompleted, EventBridgeKeyWithPlusAndPercent,
        EventBridgeKeyPlusAndSpaces,
    ];
}
