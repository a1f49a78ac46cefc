using S3Snowplow.Delivery;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>What became of a notification: each event's outcome, each problem, and what the source is to do.</summary>
public sealed class RelayResult
{
    internal RelayResult(string notificationId, EventResult[] events, IReadOnlyList<NotificationProblem> problems, int problemCount, int filtered, int testEvents, RejectedHandling onRejected)
    {
        NotificationId = notificationId;
        Events = events;
        Problems = problems;
        ProblemCount = problemCount;
        Filtered = filtered;
        TestEvents = testEvents;

        DeliveryOutcome worst = problemCount > 0 ? DeliveryOutcome.Rejected : DeliveryOutcome.Delivered;
        foreach (ref readonly EventResult result in events.AsSpan())
        {
            worst = result.Outcome.Outcome > worst ? result.Outcome.Outcome : worst;
        }

        Outcome = worst;
        ShouldAcknowledge = worst == DeliveryOutcome.Delivered || (worst == DeliveryOutcome.Rejected && onRejected == RejectedHandling.Acknowledge);
    }

    /// <summary>The notification's id.</summary>
    public string NotificationId { get; }

    /// <summary>The events that were to be sent, in the order of the notification.</summary>
    public IReadOnlyList<EventResult> Events { get; }

    /// <summary>What could not be read; at most <see cref="NotificationContent.MaxProblems"/> are kept.</summary>
    public IReadOnlyList<NotificationProblem> Problems { get; }

    /// <summary>How many problems there were, those not kept included.</summary>
    public int ProblemCount { get; }

    /// <summary>How many object events the filter kept back; they count as delivered.</summary>
    public int Filtered { get; }

    /// <summary>How many <c>s3:TestEvent</c> messages there were; they count as delivered.</summary>
    public int TestEvents { get; }

    /// <summary>
    /// The worst outcome of its parts, a problem counting as rejected. Expired and abandoned are worse than rejected: while something can still
    /// be delivered, the source keeps the notification.
    /// </summary>
    public DeliveryOutcome Outcome { get; }

    /// <summary>Whether the source may let go of it: all delivered, or something rejected and <see cref="RelayOptions.OnRejected"/> says to acknowledge.</summary>
    public bool ShouldAcknowledge { get; }
}

/// <summary>What became of one event of a notification.</summary>
/// <param name="ObjectEvent">What was read.</param>
/// <param name="EventId">The Snowplow event's id; the same for every delivery of the same notification.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct EventResult(ObjectEvent ObjectEvent, Guid EventId, EventOutcome Outcome);
