namespace S3Snowplow.Capacity;

/// <summary>How often an alert is tried.</summary>
public sealed class AlertOptions
{
    /// <summary>How long one attempt may take.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after the first failure; it doubles with each further one, and is shortened at random by up to a half.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an alert is tried, from when it was posted.</summary>
    /// <value>Default: 1 hour.</value>
    public TimeSpan RetryBudget { get; set; } = TimeSpan.FromHours(1);
}
