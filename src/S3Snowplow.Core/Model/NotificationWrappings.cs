namespace S3Snowplow;

/// <summary>What carried a record: the wrappings that were taken off to reach it.</summary>
[Flags]
public enum NotificationWrappings
{
    /// <summary>Nothing: the record came as its store wrote it.</summary>
    None = 0,

    /// <summary>An AWS Lambda on-failure destination record (<c>requestContext</c>, <c>requestPayload</c>).</summary>
    LambdaDestination = 1,

    /// <summary>A message of SQS: in a batch as Lambda receives it (<c>Records[].body</c>), alone, or as <c>receive-message</c> prints it.</summary>
    SqsBatch = 2,

    /// <summary>An SNS message as Lambda receives it (<c>Records[].Sns.Message</c>).</summary>
    SnsRecord = 4,

    /// <summary>An SNS message as SQS or an HTTP endpoint receives it (<c>Type</c>, <c>TopicArn</c>, <c>Message</c>).</summary>
    SnsEnvelope = 8,

    /// <summary>MinIO's webhook body (<c>EventName</c>, <c>Key</c>, <c>Records</c>).</summary>
    MinioWebhook = 16,

    /// <summary>A JSON string that holds the notification's JSON once more.</summary>
    JsonString = 32,

    /// <summary>A message of Google Cloud Pub/Sub, pushed or pulled (<c>message</c>, <c>receivedMessages</c>).</summary>
    PubSub = 4096,

    /// <summary>A CloudEvents envelope (<c>specversion</c>, <c>data</c>) around a record that is complete without it.</summary>
    CloudEvents = 8192,

    /// <summary>Base64 of the notification's JSON.</summary>
    Base64 = 16384,

    /// <summary>Messages pulled from a Cloudflare queue (<c>messages</c>).</summary>
    CloudflareQueue = 32768,

    /// <summary>A message of Huawei's SMN (<c>topic_urn</c>, <c>message</c>).</summary>
    HuaweiSmn = 65536,
}
