namespace S3Snowplow.Notifications;

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

    /// <summary>An object or a version was removed for good.</summary>
    public const string RemovedDelete = "ObjectRemoved:Delete";

    /// <summary>A versioned object was hidden by a delete marker.</summary>
    public const string RemovedDeleteMarkerCreated = "ObjectRemoved:DeleteMarkerCreated";

    // Returned as they are, so that a known name costs no string. The most frequent come first.
    private static readonly string[] Known =
    [
        CreatedPut, CreatedCompleteMultipartUpload, CreatedCopy, CreatedPost, RemovedDelete, RemovedDeleteMarkerCreated,
        "ObjectTagging:Put", "ObjectTagging:Delete", "ObjectAcl:Put",
        "ObjectRestore:Post", "ObjectRestore:Completed", "ObjectRestore:Delete",
        "LifecycleExpiration:Delete", "LifecycleExpiration:DeleteMarkerCreated", "LifecycleTransition", "IntelligentTiering",
        "Replication:OperationFailedReplication", "Replication:OperationMissedThreshold",
        "Replication:OperationReplicatedAfterThreshold", "Replication:OperationNotTracked",
        "ReducedRedundancyLostObject", "ObjectAnnotation:Put", "ObjectAnnotation:Delete", "ObjectRetention:Put",
    ];

    private static readonly string[] Reasons = ["POST Object", "CopyObject", "CompleteMultipartUpload", "Lifecycle Expiration"];
    private static readonly string[] DeletionTypes = ["Delete Marker Created"];

    /// <summary>The values of EventBridge's <c>detail.reason</c> that <see cref="FromEventBridge"/> tells apart.</summary>
    internal static ReadOnlySpan<string> TellingReasons => Reasons;

    /// <summary>The values of EventBridge's <c>detail.deletion-type</c> that <see cref="FromEventBridge"/> tells apart.</summary>
    internal static ReadOnlySpan<string> TellingDeletionTypes => DeletionTypes;

    /// <summary>
    /// Whether the name means that new bytes landed: exactly <c>ObjectCreated:</c> <c>Put</c>, <c>Post</c>, <c>Copy</c> and
    /// <c>CompleteMultipartUpload</c>. Other <c>ObjectCreated:</c> names exist (MinIO's <c>PutTagging</c>, <c>PutRetention</c>) that move no data.
    /// </summary>
    public static bool IsDataArrival(string name) => name is CreatedPut or CreatedPost or CreatedCopy or CreatedCompleteMultipartUpload;

    /// <summary>
    /// Takes off one leading <c>s3:</c>, which MinIO, RustFS, old Ceph releases and hand-made tests deliver.
    /// </summary>
    /// <exception cref="System.Text.DecoderFallbackException">The bytes are not UTF-8.</exception>
    internal static string Normalise(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("s3:"u8))
        {
            name = name[3..];
        }

        foreach (string known in Known)
        {
            if (known.Length == name.Length && System.Text.Ascii.Equals(name, known))
            {
                return known;
            }
        }

        return JsonText.Strict.GetString(name);
    }

    /// <summary>
    /// The S3 name of an EventBridge event. Source: Amazon S3 User Guide, "Event mapping and troubleshooting" for EventBridge.
    /// An unknown detail-type keeps its own words.
    /// </summary>
    /// <param name="detailType">The envelope's <c>detail-type</c>.</param>
    /// <param name="reason"><c>detail.reason</c>: tells the four creations apart, and a lifecycle's deletion from a request's.</param>
    /// <param name="deletionType"><c>detail.deletion-type</c>: a permanent deletion or a delete marker.</param>
    internal static string FromEventBridge(string detailType, string? reason, string? deletionType) => detailType switch
    {
        "Object Created" => reason switch
        {
            "POST Object" => CreatedPost,
            "CopyObject" => CreatedCopy,
            "CompleteMultipartUpload" => CreatedCompleteMultipartUpload,
            _ => CreatedPut,
        },
        "Object Deleted" => (reason is "Lifecycle Expiration", deletionType is "Delete Marker Created") switch
        {
            (true, true) => "LifecycleExpiration:DeleteMarkerCreated",
            (true, false) => "LifecycleExpiration:Delete",
            (false, true) => RemovedDeleteMarkerCreated,
            (false, false) => RemovedDelete,
        },
        "Object Restore Initiated" => "ObjectRestore:Post",
        "Object Restore Completed" => "ObjectRestore:Completed",
        "Object Restore Expired" => "ObjectRestore:Delete",
        "Object Storage Class Changed" => "LifecycleTransition",
        "Object Access Tier Changed" => "IntelligentTiering",
        "Object Tags Added" => "ObjectTagging:Put",
        "Object Tags Deleted" => "ObjectTagging:Delete",
        "Object ACL Updated" => "ObjectAcl:Put",
        "Object Annotation Created" => "ObjectAnnotation:Put",
        "Object Annotation Removed" => "ObjectAnnotation:Delete",
        "Object Retention Updated" => "ObjectRetention:Put",
        _ => detailType,
    };
}
