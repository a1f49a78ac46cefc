namespace S3Snowplow;

/// <summary>Why an event was not delivered. The same in results, log messages and the metric tag <c>reason</c>.</summary>
public enum OutcomeReason
{
    /// <summary>The event was delivered, or has no outcome yet.</summary>
    None,

    /// <summary>Rejected: the collector refused the event, sent alone.</summary>
    RefusedByCollector,

    /// <summary>Rejected: the event is larger than <see cref="DeliveryOptions.MaxEventBytes"/>.</summary>
    TooLarge,

    /// <summary>Rejected: the mapper or an entity provider could not make an event of it.</summary>
    MappingFailed,

    /// <summary>Rejected: a field is longer than its schema allows; <see cref="EventOutcome.Detail"/> names it.</summary>
    FieldTooLong,

    /// <summary>Expired: it was tried for <see cref="DeliveryOptions.RetryBudget"/>, without success.</summary>
    RetryBudgetEnded,

    /// <summary>Expired: it was not sent once within <see cref="DeliveryOptions.RetryBudget"/>.</summary>
    NeverAttempted,

    /// <summary>Abandoned: the deadline of its notification came before the collector's answer.</summary>
    DeadlinePassed,

    /// <summary>Abandoned: the caller cancelled.</summary>
    Cancelled,

    /// <summary>Abandoned: the relay was stopped.</summary>
    Stopped,

    /// <summary>Abandoned: the relay was stopped before there was room for the event.</summary>
    StoppedBeforeAccepted,

    /// <summary>Abandoned: the emitter was closed.</summary>
    EmitterClosed,

    /// <summary>Abandoned: the emitter failed in a way of its own, or gave no outcome.</summary>
    EmitterFailed,

    /// <summary>A reason of another emitter than this package's; <see cref="EventOutcome.Detail"/> says it.</summary>
    Other,
}

/// <summary>What the reasons are called.</summary>
public static class OutcomeReasonExtensions
{
    /// <summary>The reason for people, such as <c>the deadline of its notification came before the collector's answer</c>.</summary>
    public static string Text(this OutcomeReason reason) => reason switch
    {
        OutcomeReason.RefusedByCollector => "the collector refused the event, sent alone",
        OutcomeReason.TooLarge => "the event is too large",
        OutcomeReason.MappingFailed => "the mapper or an entity provider could not make an event of it; the log has the exception",
        OutcomeReason.FieldTooLong => "a field is longer than its schema allows",
        OutcomeReason.RetryBudgetEnded => "it was tried for the time that is set, without success",
        OutcomeReason.NeverAttempted => "it was not sent within the time that is set",
        OutcomeReason.DeadlinePassed => "the deadline of its notification came before the collector's answer",
        OutcomeReason.Cancelled => "the caller cancelled",
        OutcomeReason.Stopped => "the relay was stopped",
        OutcomeReason.StoppedBeforeAccepted => "the relay was stopped before there was room for it",
        OutcomeReason.EmitterClosed => "the emitter was closed",
        OutcomeReason.EmitterFailed => "the emitter failed",
        OutcomeReason.Other => "no reason is known",
        _ => "",
    };

    /// <summary>The reason as a metric's tag: <c>refused_by_collector</c>.</summary>
    public static string Tag(this OutcomeReason reason) => reason switch
    {
        OutcomeReason.RefusedByCollector => "refused_by_collector",
        OutcomeReason.TooLarge => "too_large",
        OutcomeReason.MappingFailed => "mapping_failed",
        OutcomeReason.FieldTooLong => "field_too_long",
        OutcomeReason.RetryBudgetEnded => "retry_budget_ended",
        OutcomeReason.NeverAttempted => "never_attempted",
        OutcomeReason.DeadlinePassed => "deadline_passed",
        OutcomeReason.Cancelled => "cancelled",
        OutcomeReason.Stopped => "stopped",
        OutcomeReason.StoppedBeforeAccepted => "stopped_before_accepted",
        OutcomeReason.EmitterClosed => "emitter_closed",
        OutcomeReason.EmitterFailed => "emitter_failed",
        OutcomeReason.Other => "other",
        _ => "none",
    };
}
