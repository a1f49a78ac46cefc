namespace S3Snowplow.Hosting.Sqs;

/// <summary>Limits of the service. Source: Amazon SQS Developer Guide, "Message quotas"; service model 2012-11-05.</summary>
internal static class SqsLimits
{
    /// <summary>Entries of a batch.</summary>
    public const int BatchEntries = 10;

    /// <summary>From the receipt of a message on, the longest time that it can be hidden.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromHours(12);

    /// <summary>Ours: beyond this a message that is given back would be forgotten.</summary>
    public static readonly TimeSpan LongestRelease = TimeSpan.FromMinutes(15);
}
