namespace S3Snowplow.Testing;

// What looks like a notification at first sight, or lands in the same queue, and is none. Each is one problem and no event.
public static partial class NotificationSamples
{
    /// <summary>Documents that are not notifications: each must be reported as one problem, and never be taken for an event.</summary>
    public static IReadOnlyList<NotificationSample> NotNotifications => EveryOther.Value;

    /// <summary>A task to do, not a change that happened.</summary>
    public static NotificationSample S3BatchOperations { get; } = Read("not-s3-batch-operations",
        "S3 Batch Operations invoking Lambda.", events: 0, problems: 1);

    /// <summary>A read in progress.</summary>
    public static NotificationSample S3ObjectLambda { get; } = Read("not-s3-object-lambda",
        "S3 Object Lambda asking for a transformed object.", events: 0, problems: 1);

    /// <summary>Has Records, but none has s3.</summary>
    public static NotificationSample SesReceived { get; } = Read("not-ses",
        "SES invoking Lambda for a mail that it stored in S3.", events: 0, problems: 1);

    /// <summary>Has Records with an eventName, but none has s3.</summary>
    public static NotificationSample KinesisRecords { get; } = Read("not-kinesis", "Kinesis invoking Lambda.", events: 0, problems: 1);

    /// <summary>Has S3's detail-type under another source.</summary>
    public static NotificationSample CustomEventBridgeEvent { get; } = Read("not-custom-eventbridge-event",
        "EventBridge carrying an application's own event.", events: 0, problems: 1);

    /// <summary>For a webhook to answer; nothing in it to relay.</summary>
    public static NotificationSample SnsSubscriptionConfirmation { get; } = Read("not-sns-subscription-confirmation",
        "SNS asking an HTTP endpoint to confirm a subscription.", events: 0, problems: 1);

    /// <summary>JSON of no shape at all.</summary>
    public static NotificationSample EmptyObject { get; } = Read("not-of-any-shape", "Nobody in particular: {}.", events: 0, problems: 1);

    private static readonly Lazy<IReadOnlyList<NotificationSample>> EveryOther = new(() =>
        [S3BatchOperations, S3ObjectLambda, SesReceived, KinesisRecords, CustomEventBridgeEvent, SnsSubscriptionConfirmation, EmptyObject]);
}
