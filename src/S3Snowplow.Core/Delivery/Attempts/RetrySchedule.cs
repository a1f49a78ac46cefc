namespace S3Snowplow.Delivery;

/// <summary>
/// How long to wait before the next attempt: full jitter, a random time between zero and a bound that doubles with each failure, so that many
/// senders do not come back in step.
/// </summary>
/// <remarks>Method: "full jitter" of the AWS Architecture Blog, "Exponential Backoff And Jitter" (2015). Pure; the randomness is a parameter.</remarks>
/// <param name="baseDelay">The bound after the first failure.</param>
/// <param name="maxDelay">The largest bound.</param>
/// <param name="random">Gives numbers of [0, 1).</param>
internal sealed class RetrySchedule(TimeSpan baseDelay, TimeSpan maxDelay, Func<double> random)
{
    /// <summary>The shortest wait that a <c>Retry-After</c> leads to: "0" from a struggling collector is no invitation to storm it.</summary>
    public static readonly TimeSpan MinRetryAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait that a <c>Retry-After</c> leads to; a header of years is a mistake.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>The wait after the <paramref name="failures"/>-th failure in a row (1 or more).</summary>
    /// <param name="failures">How many attempts failed.</param>
    /// <param name="retryAfter">What the collector asked for; it counts as asked, within bounds, with jitter only on top.</param>
    public TimeSpan Delay(int failures, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);

        // 2^63 ticks are beyond every maximum.
        double bound = Math.Min(maxDelay.Ticks, baseDelay.Ticks * Math.Pow(2, Math.Min(failures - 1, 63)));
        var jitter = new TimeSpan((long)(bound * random()));
        return retryAfter is { } asked ? Clamp(asked) + (jitter < MinRetryAfter ? jitter : MinRetryAfter) : jitter;
    }

    private static TimeSpan Clamp(TimeSpan asked) => asked < MinRetryAfter ? MinRetryAfter : asked > MaxRetryAfter ? MaxRetryAfter : asked;
}
