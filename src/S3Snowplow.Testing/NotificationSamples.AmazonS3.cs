namespace S3Snowplow.Testing;

// Amazon S3 speaking for itself: one document for each eventVersion and each kind of extra data.
public static partial class NotificationSamples
{
    /// <summary>The oldest version that is still met.</summary>
    public static NotificationSample S3Version20Put { get; } = Read("s3-2.0-put",
        "Amazon S3, eventVersion 2.0, as old samples and test tools show it; versionId is null.");

    /// <summary>The ordinary case: start here.</summary>
    public static NotificationSample S3Put { get; } = Read("s3-2.1-put", "Amazon S3, eventVersion 2.1, a plain upload into an unversioned bucket.");

    /// <summary>A removal: neither size nor eTag.</summary>
    public static NotificationSample S3Delete { get; } = Read("s3-2.1-delete", "Amazon S3, eventVersion 2.1, a permanent delete.");

    /// <summary>A delete marker: it has a version and the eTag of nothing, but no size.</summary>
    public static NotificationSample S3DeleteMarker { get; } = Read("s3-2.1-delete-marker",
        "Amazon S3, eventVersion 2.1, a delete in a versioned bucket.");

    /// <summary>Has glacierEventData beside s3, and a service instead of a source address.</summary>
    public static NotificationSample S3RestoreCompleted { get; } = Read("s3-2.1-restore-completed",
        "Amazon S3, eventVersion 2.1, a restore from Glacier that has ended.");

    /// <summary>Has replicationEventData beside s3.</summary>
    public static NotificationSample S3ReplicationFailed { get; } = Read("s3-2.2-replication-failed",
        "Amazon S3, eventVersion 2.2, a replication that failed.");

    /// <summary>A removal under a name of its own.</summary>
    public static NotificationSample S3LifecycleExpiration { get; } = Read("s3-2.3-lifecycle-expiration",
        "Amazon S3, eventVersion 2.3, a delete by a lifecycle rule.");

    /// <summary>A name without a colon, and no sequencer.</summary>
    public static NotificationSample S3LifecycleTransition { get; } = Read("s3-2.3-lifecycle-transition",
        "Amazon S3, eventVersion 2.3, a move to another storage class.");

    /// <summary>A name without a colon, with intelligentTieringEventData beside s3.</summary>
    public static NotificationSample S3IntelligentTiering { get; } = Read("s3-2.3-intelligent-tiering",
        "Amazon S3, eventVersion 2.3, a move between access tiers.");

    /// <summary>Neither size nor sequencer: identity has to rest on the request id.</summary>
    public static NotificationSample S3AclPut { get; } = Read("s3-2.3-acl-put", "Amazon S3, eventVersion 2.3, new permissions.");

    /// <summary>Neither size nor sequencer.</summary>
    public static NotificationSample S3TaggingPut { get; } = Read("s3-2.3-tagging-put", "Amazon S3, eventVersion 2.3, new tags.");

    /// <summary>More bytes than 32 bits hold, and an eTag that is no MD5.</summary>
    public static NotificationSample S3Multipart { get; } = Read("s3-2.4-multipart",
        "Amazon S3, eventVersion 2.4, a completed multipart upload by a role session.");

    /// <summary>Has awsGeneratedTags in its bucket and hasObjectAnnotation in its object.</summary>
    public static NotificationSample S3CopyWithGeneratedTags { get; } = Read("s3-2.5-copy-with-generated-tags",
        "Amazon S3, eventVersion 2.5, a copy.");

    /// <summary>Has an objectAnnotation array beside s3.</summary>
    public static NotificationSample S3AnnotationPut { get; } = Read("s3-2.5-annotation-put",
        "Amazon S3, eventVersion 2.5, an annotation put on an object.");

    /// <summary>Has objectRetentionEventData beside s3.</summary>
    public static NotificationSample S3RetentionPut { get; } = Read("s3-2.6-retention-put", "Amazon S3, eventVersion 2.6, a retention period set.");

    /// <summary>All of them count, not the first alone.</summary>
    public static NotificationSample S3BatchOfThree { get; } = Read("s3-batch-of-three",
        "Three Amazon S3 records of eventVersion 2.1 in one document; S3 sends one, the format allows more.", events: 3);

    /// <summary>One problem, and its siblings are relayed.</summary>
    public static NotificationSample S3BatchWithRecordWithoutKey { get; } = Read("s3-batch-with-a-record-without-key",
        "The batch of three, damaged: the second record has lost its key.", events: 2, problems: 1);

    /// <summary>No Records, nothing to relay, and still to be acknowledged.</summary>
    public static NotificationSample S3TestEvent { get; } = Read("s3-test-event",
        "Amazon S3, sent to a queue or topic when its notification is configured.", events: 0, testEvents: 1);

    private static IEnumerable<NotificationSample> OfAmazonS3 =>
    [
        S3Version20Put, S3Put, S3Delete, S3DeleteMarker, S3RestoreCompleted, S3ReplicationFailed, S3LifecycleExpiration, S3LifecycleTransition,
        S3IntelligentTiering, S3AclPut, S3TaggingPut, S3Multipart, S3CopyWithGeneratedTags, S3AnnotationPut, S3RetentionPut, S3BatchOfThree,
        S3BatchWithRecordWithoutKey, S3TestEvent,
    ];
}
