namespace S3Snowplow.Testing;

// Notifications inside what carried them: SNS, SQS and Lambda, alone and on top of each other.
public static partial class NotificationSamples
{
    /// <summary>An S3 record as a string inside Sns.Message.</summary>
    public static NotificationSample SnsToLambda { get; } = Read("sns-to-lambda",
        "SNS invoking Lambda: EventSource with a capital, SigningCertUrl in camel case.");

    /// <summary>An S3 record as a string inside Message.</summary>
    public static NotificationSample SnsEnvelope { get; } = Read("sns-envelope",
        "SNS to an HTTP endpoint, and the body that it puts into SQS: SigningCertURL in capitals, one member a line.");

    /// <summary>A test event shows only after unwrapping.</summary>
    public static NotificationSample SnsTestEvent { get; } = Read("sns-envelope-test-event",
        "SNS carrying the s3:TestEvent.", events: 0, testEvents: 1);

    /// <summary>An S3 record as a string inside body.</summary>
    public static NotificationSample SqsS3 { get; } = Read("sqs-s3", "Lambda's SQS batch of one message from S3.");

    /// <summary>Two layers of strings.</summary>
    public static NotificationSample SnsInSqs { get; } = Read("sns-in-sqs", "Lambda's SQS batch of one message from SNS without raw delivery.");

    /// <summary>No Records inside the body.</summary>
    public static NotificationSample EventBridgeInSqs { get; } = Read("eventbridge-in-sqs",
        "Lambda's SQS batch of one message from an EventBridge rule.");

    /// <summary>One queue, many speakers: the shape is a matter of each message.</summary>
    public static NotificationSample SqsMixedBatch { get; } = Read("sqs-mixed-batch",
        "Lambda's SQS batch of six: S3, SNS, SNS with raw delivery, EventBridge, a test event, and a test event in SNS.", events: 4, testEvents: 2);

    /// <summary>Only the second message may fail.</summary>
    public static NotificationSample SqsBatchWithTruncatedBody { get; } = Read("sqs-batch-with-a-truncated-body",
        "Lambda's SQS batch of two, of which the second body ends in the middle.", problems: 1);

    /// <summary>A relay's own failure, to be replayed.</summary>
    public static NotificationSample LambdaDestinationWithSqsBatch { get; } = Read("lambda-destination-with-sqs-batch",
        "Lambda's on-failure destination record, with an SQS batch of two as requestPayload.", events: 2);

    /// <summary>A relay's own failure, to be replayed.</summary>
    public static NotificationSample LambdaDestinationWithS3 { get; } = Read("lambda-destination-with-s3",
        "Lambda's on-failure destination record, with a direct S3 document as requestPayload.");

    private static IEnumerable<NotificationSample> OfWrapped =>
    [
        SnsToLambda, SnsEnvelope, SnsTestEvent, SqsS3, SnsInSqs, EventBridgeInSqs, SqsMixedBatch, SqsBatchWithTruncatedBody,
        LambdaDestinationWithSqsBatch, LambdaDestinationWithS3,
    ];
}
