namespace S3Snowplow.Reading;

/// <summary>What EventBridge's words for an event are in the form of S3's notifications.</summary>
internal static class EventBridgeName
{
    private static readonly string[] Reasons = ["POST Object", "CopyObject", "CompleteMultipartUpload", "Lifecycle Expiration"];
    private static readonly string[] DeletionTypes = ["Delete Marker Created"];

    /// <summary>The values of EventBridge's <c>detail.reason</c> that <see cref="Of"/> tells apart.</summary>
    public static ReadOnlySpan<string> TellingReasons => Reasons;

    /// <summary>The values of EventBridge's <c>detail.deletion-type</c> that <see cref="Of"/> tells apart.</summary>
    public static ReadOnlySpan<string> TellingDeletionTypes => DeletionTypes;

    /// <summary>
    /// The S3 name of an EventBridge event. Source: Amazon S3 User Guide, "Event mapping and troubleshooting" for EventBridge.
    /// An unknown detail-type keeps its own words.
    /// </summary>
    /// <param name="detailType">The envelope's <c>detail-type</c>.</param>
    /// <param name="reason"><c>detail.reason</c>: tells the four creations apart, and a lifecycle's deletion from a request's.</param>
    /// <param name="deletionType"><c>detail.deletion-type</c>: a permanent deletion or a delete marker.</param>
    public static string Of(string detailType, string? reason, string? deletionType) => detailType switch
    {
        "Object Created" => reason switch
        {
            "POST Object" => ObjectEventName.CreatedPost,
            "CopyObject" => ObjectEventName.CreatedCopy,
            "CompleteMultipartUpload" => ObjectEventName.CreatedCompleteMultipartUpload,
            _ => ObjectEventName.CreatedPut,
        },
        "Object Deleted" => (reason is "Lifecycle Expiration", deletionType is "Delete Marker Created") switch
        {
            (true, true) => "LifecycleExpiration:DeleteMarkerCreated",
            (true, false) => "LifecycleExpiration:Delete",
            (false, true) => ObjectEventName.RemovedDeleteMarkerCreated,
            (false, false) => ObjectEventName.RemovedDelete,
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
