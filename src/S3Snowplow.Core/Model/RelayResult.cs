using S3Snowplow.Delivery;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>What became of a notification: each event's outcome, each problem, and what the source is to do.</summary>
public sealed class RelayResult
{
    private readonly INotificationOutcome _of;

    internal RelayResult(INotificationOutcome of) => _of = of;

    /// <summary>The notification's id.</summary>
    public string NotificationId => _of.NotificationId;

    /// <summary>The events that were to be sent, in the order of the notification.</summary>
    /// <remarks>
    /// Their number is known. The events themselves are read from the notification's body when the first of them is asked for, and kept: most sources never ask, and the relay keeps no
    /// copies for them. So the body has to be unchanged until then. Where only outcomes matter, <see cref="Outcomes"/> has them without reading.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The body holds other events than it did: it was changed.</exception>
    public IReadOnlyList<EventResult> Events => _of.Events;

    /// <summary>The outcomes of the events, in the order of the notification.</summary>
    public IReadOnlyList<EventOutcome> Outcomes => _of.Outcomes;

    /// <summary>What could not be read; at most <see cref="NotificationContent.MaxProblems"/> are kept.</summary>
    public IReadOnlyList<NotificationProblem> Problems => _of.Problems;

    /// <summary>How many problems there were, those not kept included.</summary>
    public int ProblemCount => _of.ProblemCount;

    /// <summary>How many object events the filter kept back; they count as delivered.</summary>
    public int Filtered => _of.Filtered;

    /// <summary>How many <c>s3:TestEvent</c> messages there were; they count as delivered.</summary>
    public int TestEvents => _of.TestEvents;

    /// <summary>
    /// The worst outcome of its parts, a problem counting as rejected. Expired and abandoned are worse than rejected: while something can still
    /// be delivered, the source keeps the notification.
    /// </summary>
    public DeliveryOutcome Outcome => _of.Outcome;

    /// <summary>Whether the source may let go of it: all delivered, or something rejected and <see cref="RelayOptions.OnRejected"/> says to acknowledge.</summary>
    public bool ShouldAcknowledge => _of.ShouldAcknowledge;
}

/// <summary>What became of one event of a notification.</summary>
/// <param name="ObjectEvent">What was read.</param>
/// <param name="EventId">The Snowplow event's id; the same for every delivery of the same notification.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct EventResult(ObjectEvent ObjectEvent, Guid EventId, EventOutcome Outcome);
