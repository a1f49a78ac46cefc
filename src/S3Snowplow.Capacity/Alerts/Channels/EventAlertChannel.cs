using System.Diagnostics;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity;

/// <summary>Sends a Snowplow event for each transition. Its id is derived, so that a repetition overwrites itself downstream; reminders and tests are not sent.</summary>
/// <param name="name">The channel's name.</param>
/// <param name="emitter">Sends it.</param>
/// <param name="events">Makes it; with the project's own schemas without.</param>
public sealed class EventAlertChannel(string name, IEventEmitter emitter, CapacityEvents? events = null) : IAlertChannel
{
    /// <summary>Its type.</summary>
    internal static readonly AlertChannelType Registration = new("event", [], static (_, _) => { }, (name, _, services) =>
        new EventAlertChannel(name, services.Emitter ?? throw new ArgumentException($"S3Snowplow:Alerts:{name}:Type is 'event', and nothing here sends events.", nameof(services)), services.Events));

    private readonly CapacityEvents _events = events ?? new CapacityEvents();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Type => Registration.Name;

    /// <inheritdoc/>
    public AlertChannelTraits Traits => AlertChannelTraits.Record;

    /// <inheritdoc/>
    public async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);

        if (notice.Topic == AlertTopic.Test || notice.Phase == AlertPhase.Reminded)
        {
            return AlertAnswer.Delivered;
        }

        EventOutcome outcome = (await emitter.SendAsync([_events.Transition(notice.Transition, notice.Source)], Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))[0];
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.Outcome switch
        {
            DeliveryOutcome.Delivered => AlertAnswer.Delivered,
            DeliveryOutcome.Rejected => new AlertAnswer(AlertOutcome.Refused, $"rejected: {outcome.Text}"),
            DeliveryOutcome.Expired or DeliveryOutcome.Abandoned or DeliveryOutcome.Pending => new AlertAnswer(AlertOutcome.Unknown, $"{outcome.Outcome}: {outcome.Text}"),
            _ => throw new UnreachableException($"{outcome.Outcome} is no outcome."),
        };
    }
}
