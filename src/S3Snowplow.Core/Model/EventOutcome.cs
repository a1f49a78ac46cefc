namespace S3Snowplow;

/// <summary>The outcome of one event, with its reason.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why; <see cref="OutcomeReason.None"/> where it was delivered.</param>
/// <param name="Detail">The reason with what is particular to this event, for people; <see langword="null"/> where <see cref="OutcomeReasonExtensions.Text"/> says all. Never has a key or a payload in it.</param>
/// <param name="StatusCode">The collector's last HTTP status for it, if there was one.</param>
public readonly record struct EventOutcome(DeliveryOutcome Outcome, OutcomeReason Reason = OutcomeReason.None, string? Detail = null, int? StatusCode = null)
{
    /// <summary>Delivered, with HTTP 200: what collectors answer. <see cref="DeliveryOptions.AcceptedAnswers"/> may allow further statuses.</summary>
    public static readonly EventOutcome Delivered = new(DeliveryOutcome.Delivered, StatusCode: 200);

    /// <summary>The reason for people; <see langword="null"/> where it was delivered.</summary>
    public string? Text => Detail ?? (Reason == OutcomeReason.None ? null : Reason.Text());

    /// <summary>Rejected.</summary>
    public static EventOutcome Rejected(OutcomeReason reason, string? detail = null, int? statusCode = null) => new(DeliveryOutcome.Rejected, reason, detail, statusCode);

    /// <summary>Rejected, for a reason of an emitter's own.</summary>
    public static EventOutcome Rejected(string detail, int? statusCode = null) => new(DeliveryOutcome.Rejected, OutcomeReason.Other, detail, statusCode);

    /// <summary>Expired.</summary>
    public static EventOutcome Expired(OutcomeReason reason, string? detail = null, int? statusCode = null) => new(DeliveryOutcome.Expired, reason, detail, statusCode);

    /// <summary>Expired, for a reason of an emitter's own.</summary>
    public static EventOutcome Expired(string detail, int? statusCode = null) => new(DeliveryOutcome.Expired, OutcomeReason.Other, detail, statusCode);

    /// <summary>Abandoned.</summary>
    public static EventOutcome Abandoned(OutcomeReason reason, string? detail = null) => new(DeliveryOutcome.Abandoned, reason, detail);

    /// <summary>Abandoned, for a reason of an emitter's own.</summary>
    public static EventOutcome Abandoned(string detail) => new(DeliveryOutcome.Abandoned, OutcomeReason.Other, detail);
}
