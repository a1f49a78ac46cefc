namespace S3Snowplow.Reading;

/// <summary>What EventBridge's words for an event are in the form of S3's notifications.</summary>
internal static class EventBridgeName
{
    private static readonly string[] Reasons = ["PutObject", "CompleteMultipartUpload", "CopyObject", "POST Object", "DeleteObject", "Lifecycle Expiration"];
    private static readonly string[] DeletionTypes = ["Delete Marker Created", "Permanently Deleted"];

    private static readonly string[] DetailTypes =
    [
        "Object Created", "Object Deleted", "Object Restore Initiated", "Object Restore Completed", "Object Restore Expired", "Object Storage Class Changed", "Object Access Tier Changed",
        "Object Tags Added", "Object Tags Deleted", "Object ACL Updated", "Object Annotation Created", "Object Annotation Removed", "Object Retention Updated",
    ];

    /// <summary>The values of EventBridge's <c>detail.reason</c> that <see cref="Of"/> tells apart.</summary>
    public static ReadOnlySpan<string> TellingReasons => Reasons;

    /// <summary>The values of EventBridge's <c>detail.deletion-type</c> that <see cref="Of"/> tells apart.</summary>
    public static ReadOnlySpan<string> TellingDeletionTypes => DeletionTypes;

    /// <summary>
    /// The S3 name of an EventBridge event. Source: Amazon S3 User Guide, "Event mapping and troubleshooting" for EventBridge.
    /// An unknown or missing detail-type is what its reason says. Without a reason, an unknown one is the name of S3 that it contains (emulators send <c>Object ObjectCreated Put</c>) or
    /// keeps its own words, and a missing one is <see cref="ObjectEventName.Created"/>: of what kind the change was is not told.
    /// </summary>
    /// <param name="detailType">The envelope's <c>detail-type</c>, or <see langword="null"/>.</param>
    /// <param name="reason"><c>detail.reason</c>: tells the four creations apart, and a lifecycle's deletion from a request's.</param>
    /// <param name="deletionType"><c>detail.deletion-type</c>: a permanent deletion or a delete marker.</param>
    public static string Of(string? detailType, string? reason, string? deletionType) => detailType switch
    {
        "Object Created" => Created(reason) ?? ObjectEventName.CreatedPut,
        "Object Deleted" => Deleted(reason, deletionType),
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
        _ => OfUnknown(detailType, reason, deletionType),
    };

    /// <summary>Whether the detail-type is one that Amazon S3 documents.</summary>
    public static bool IsKnown(string detailType) => Array.IndexOf(DetailTypes, detailType) >= 0;

    private static string OfUnknown(string? detailType, string? reason, string? deletionType)
    {
        if (deletionType is not null || reason is "DeleteObject" or "Lifecycle Expiration")
        {
            return Deleted(reason, deletionType);
        }

        if (Created(reason) is { } created)
        {
            return created;
        }

        return detailType is null ? ObjectEventName.Created : NameIn(detailType) ?? detailType;
    }

    // "Object ObjectCreated Put", "s3:ObjectCreated:Put" or the name itself.
    private static string? NameIn(string detailType)
    {
        ReadOnlySpan<char> name = detailType;
        name = name.StartsWith("Object ") ? name[7..] : name.StartsWith("s3:") ? name[3..] : name;
        foreach (string known in ObjectEventName.Known)
        {
            if (name.Length == known.Length && (name.SequenceEqual(known) || name.SequenceEqual(known.Replace(':', ' '))))
            {
                return known;
            }
        }

        return null;
    }

    private static string? Created(string? reason) => reason switch
    {
        "PutObject" => ObjectEventName.CreatedPut,
        "POST Object" => ObjectEventName.CreatedPost,
        "CopyObject" => ObjectEventName.CreatedCopy,
        "CompleteMultipartUpload" => ObjectEventName.CreatedCompleteMultipartUpload,
        _ => null,
    };

    private static string Deleted(string? reason, string? deletionType) => (reason is "Lifecycle Expiration", deletionType is "Delete Marker Created") switch
    {
        (true, true) => "LifecycleExpiration:DeleteMarkerCreated",
        (true, false) => "LifecycleExpiration:Delete",
        (false, true) => ObjectEventName.RemovedDeleteMarkerCreated,
        (false, false) => ObjectEventName.RemovedDelete,
    };
}
