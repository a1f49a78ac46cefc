using Amazon.Runtime;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Which queue is read, and how. Either <see cref="QueueUrl"/> or <see cref="QueueName"/> is needed; all else has a default.</summary>
public sealed class SqsSourceOptions
{
    /// <summary>The queue's URL, for example <c>https://sqs.eu-west-1.amazonaws.com/123456789012/s3-events</c>.</summary>
    public Uri? QueueUrl { get; set; }

    /// <summary>The queue's name, where the URL is to be asked for (permission <c>sqs:GetQueueUrl</c>). Ignored where <see cref="QueueUrl"/> is set.</summary>
    public string? QueueName { get; set; }

    /// <summary>The account that owns the queue of <see cref="QueueName"/>, if it is another.</summary>
    public string? QueueOwnerAccountId { get; set; }

    /// <summary>The region, for signing and for the address where only a name is known.</summary>
    /// <value>Default: that of the queue's host; where that is none of Amazon's, that of the environment (<c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile, the instance). The host does not start without one.</value>
    public string? Region { get; set; }

    /// <summary>The address that requests go to (LocalStack, ElasticMQ, a VPC endpoint).</summary>
    /// <value>Default: the host of <see cref="QueueUrl"/>, or <c>https://sqs.REGION.amazonaws.com</c>.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>Whether <c>http</c> is allowed to other machines.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool AllowHttp { get; set; }

    /// <summary>Who asks. Not read from configuration.</summary>
    /// <value>Default: Amazon's chain of environment, web identity, profile (also of a role, or of single sign-on), container and instance.</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>How many long polls wait at a time; each gives up to ten messages.</summary>
    /// <value>The default value is 2.</value>
    public int Receivers { get; set; } = 2;

    /// <summary>How long a poll waits for messages, in whole seconds.</summary>
    /// <value>The default value is 20 seconds, the most that SQS takes.</value>
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long a received message is hidden; renewed at half of it while its events are on their way. After a crash it comes again when this has passed.</summary>
    /// <value>The default value is 2 minutes.</value>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a message is kept hidden in all. Longer than <c>Delivery.RetryBudget</c>, or messages come again while their first copies are still tried.
    /// </summary>
    /// <value>The default value is 11 hours and 30 minutes; SQS hides a message for 12 hours at most.</value>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromMinutes(690);

    /// <summary>
    /// A message that is given back becomes visible after a random time up to this, so that a batch does not come back as one; doubled with each receipt, up to
    /// 15 minutes, so that a message that always fails takes its time to the dead letter queue.
    /// </summary>
    /// <value>The default value is 1 minute.</value>
    public TimeSpan ReleaseSpread { get; set; } = TimeSpan.FromMinutes(1);
}
