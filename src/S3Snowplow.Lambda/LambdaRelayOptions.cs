namespace S3Snowplow.Lambda;

/// <summary>What a relay inside of a function needs to know besides <see cref="RelayOptions"/>.</summary>
public sealed class LambdaRelayOptions
{
    /// <summary>
    /// How long before the function's own deadline events are given back. In this time requests are called off, and the response is made and sent; a
    /// function that runs into its deadline is ended, and all its messages come again.
    /// </summary>
    /// <value>The default value is 500 milliseconds.</value>
    public TimeSpan DeadlineMargin { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Whether a batch of SQS messages is answered with the list of those that failed. The event source mapping must have the function response type
    /// <c>ReportBatchItemFailures</c>: without it, Lambda does not read the list and <b>deletes failed messages</b>. Set it to <see langword="false"/> there;
    /// then the whole batch fails where one message does.
    /// </summary>
    /// <value>The default value is <see langword="true"/>.</value>
    public bool ReportBatchItemFailures { get; set; } = true;

    /// <summary>Adds a message for each value that is not allowed.</summary>
    internal void Validate(ICollection<string> errors)
    {
        if (DeadlineMargin < TimeSpan.Zero || DeadlineMargin > TimeSpan.FromMinutes(5))
        {
            errors.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{nameof(DeadlineMargin)} is {DeadlineMargin}; allowed: 00:00:00 to 00:05:00."));
        }
    }
}
