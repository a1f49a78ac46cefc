namespace S3Snowplow.Testing;

/// <summary>What a <see cref="LocalSqs"/> is.</summary>
public sealed class LocalSqsOptions
{
    /// <summary>The queue's name.</summary>
    /// <value>The default value is <c>s3-events</c>; one that ends in <c>.fifo</c> makes a FIFO queue.</value>
    public string Name { get; set; } = "s3-events";

    /// <summary>After how many receipts a message goes to the dead letter queue instead of being received once more.</summary>
    /// <value>The default value is <see langword="null"/>: never.</value>
    public int? MaxReceiveCount { get; set; }

    /// <summary>For how long a received message is hidden where the request does not say.</summary>
    /// <value>The default value is 30 seconds, as that of SQS.</value>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The access key whose signatures are accepted.</summary>
    public string AccessKey { get; set; } = "AKIDEXAMPLE";

    /// <summary>The secret of <see cref="AccessKey"/>.</summary>
    /// <value>By default that of the published test vectors; it opens nothing.</value>
    public string SecretKey { get; set; } = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>The region for which requests must be signed.</summary>
    public string Region { get; set; } = "eu-west-1";

    /// <summary>The clock of visibility timeouts and long polls.</summary>
    /// <value>The default value is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
