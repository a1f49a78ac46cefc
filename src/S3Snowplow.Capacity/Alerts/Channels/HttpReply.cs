namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>What a service answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body, its first 8 KiB.</param>
/// <param name="IsWhole">Whether the body came to its end.</param>
/// <param name="RetryAfter">How long it asked to be left alone.</param>
internal sealed record HttpReply(int Status, string Text, bool IsWhole, TimeSpan? RetryAfter)
{
    /// <summary>The status and what was said.</summary>
    public string Reason => Text.Length == 0 ? $"http_{Status}" : $"http_{Status} {Text.Trim()}";

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The class of a status where the service says nothing else of it.</summary>
    /// <param name="success">What a 2xx means.</param>
    public AlertAnswer Classify(AlertOutcome success) => Status switch
    {
        >= 200 and < 300 => new AlertAnswer(success),
        429 => As(AlertOutcome.Throttled),
        400 or 413 or 414 or 415 or 422 or 431 => As(AlertOutcome.Refused),
        408 or 425 or >= 500 => As(AlertOutcome.Unknown),

        // Redirects are not followed: a POST would become a GET. Whoever redirects has another address by now.
        _ => As(AlertOutcome.Broken),
    };

    public AlertAnswer As(AlertOutcome outcome) => new(outcome, Reason) { RetryAfter = RetryAfter };
}
