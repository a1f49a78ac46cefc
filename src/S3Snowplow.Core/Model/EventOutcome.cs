namespace S3Snowplow;

/// <summary>The outcome of one event, with its reason.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, for people; <see langword="null"/> where it was delivered. Never has a key or a payload in it.</param>
/// <param name="StatusCode">The collector's last HTTP status for it, if there was one.</param>
public readonly record struct EventOutcome(DeliveryOutcome Outcome, string? Reason = null, int? StatusCode = null)
{
    /// <summary>Delivered, with HTTP 200: what collectors answer. <see cref="DeliveryOptions.AcceptedAnswers"/> may allow further statuses.</summary>
    public static readonly EventOutcome Delivered = new(DeliveryOutcome.Delivered, StatusCode: 200);

    /// <summary>Rejected for <paramref name="reason"/>.</summary>
    public static EventOutcome Rejected(string reason, int? statusCode = null) => new(DeliveryOutcome.Rejected, reason, statusCode);

    /// <summary>Expired for <paramref name="reason"/>.</summary>
    public static EventOutcome Expired(string reason, int? statusCode = null) => new(DeliveryOutcome.Expired, reason, statusCode);

    /// <summary>Abandoned for <paramref name="reason"/>.</summary>
    public static EventOutcome Abandoned(string reason) => new(DeliveryOutcome.Abandoned, reason);
}
