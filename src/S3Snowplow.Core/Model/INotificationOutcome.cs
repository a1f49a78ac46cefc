namespace S3Snowplow;

/// <summary>What a <see cref="RelayResult"/> tells: the delivery of a notification that has settled.</summary>
internal interface INotificationOutcome
{
    string NotificationId { get; }

    IReadOnlyList<EventResult> Events { get; }

    IReadOnlyList<EventOutcome> Outcomes { get; }

    IReadOnlyList<NotificationProblem> Problems { get; }

    int ProblemCount { get; }

    int Filtered { get; }

    int TestEvents { get; }

    DeliveryOutcome Outcome { get; }

    bool ShouldAcknowledge { get; }
}
