namespace S3Snowplow;

/// <summary>
/// The names of object events: one spelling for each, and the one list of names that mean "data arrived".
/// </summary>
/// <remarks>Names: Amazon S3 User Guide, "Supported event types for SQS, SNS, and Lambda"; without the <c>s3:</c> of configuration strings.</remarks>
public static class ObjectEventName
{
    /// <summary>An object was uploaded in one request.</summary>
    public const string CreatedPut = "ObjectCreated:Put";

    /// <summary>An object was uploaded with an HTML form.</summary>
    public const string CreatedPost = "ObjectCreated:Post";

    /// <summary>An object was copied here.</summary>
    public const string CreatedCopy = "ObjectCreated:Copy";

    /// <summary>An object was completed from parts.</summary>
    public const string CreatedCompleteMultipartUpload = "ObjectCreated:CompleteMultipartUpload";

    /// <summary>An object arrived, and the notification does not tell how: an EventBridge event that a hop has cut down, and stores that know no kinds.</summary>
    public const string Created = "ObjectCreated";

    /// <summary>An object or a version was removed for good.</summary>
    public const string RemovedDelete = "ObjectRemoved:Delete";

    /// <summary>A versioned object was hidden by a delete marker.</summary>
    public const string RemovedDeleteMarkerCreated = "ObjectRemoved:DeleteMarkerCreated";

    // Returned as they are, so that a known name costs no string. The most frequent come first.
    internal static readonly string[] Known =
    [
        CreatedPut, CreatedCompleteMultipartUpload, CreatedCopy, CreatedPost, RemovedDelete, RemovedDeleteMarkerCreated,
        "ObjectTagging:Put", "ObjectTagging:Delete", "ObjectAcl:Put",
        "ObjectRestore:Post", "ObjectRestore:Completed", "ObjectRestore:Delete",
        "LifecycleExpiration:Delete", "LifecycleExpiration:DeleteMarkerCreated", "LifecycleTransition", "IntelligentTiering",
        "Replication:OperationFailedReplication", "Replication:OperationMissedThreshold",
        "Replication:OperationReplicatedAfterThreshold", "Replication:OperationNotTracked",
        "ReducedRedundancyLostObject", "ObjectAnnotation:Put", "ObjectAnnotation:Delete", "ObjectRetention:Put",
    ];

    /// <summary>
    /// Whether the name means that new bytes landed: exactly <c>ObjectCreated:</c> <c>Put</c>, <c>Post</c>, <c>Copy</c> and
    /// <c>CompleteMultipartUpload</c>, and <c>ObjectCreated</c> alone. Other <c>ObjectCreated:</c> names exist (MinIO's <c>PutTagging</c>, <c>PutRetention</c>) that move no data.
    /// </summary>
    public static bool IsDataArrival(string name) => name is CreatedPut or CreatedPost or CreatedCopy or CreatedCompleteMultipartUpload or Created;
}
