using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity;

/// <summary>Sends the Snowplow event <c>throughput_exceeded</c>. Its id is derived, so a repetition overwrites itself downstream; reminders are not sent.</summary>
/// <param name="emitter">Sends it.</param>
/// <param name="events">Makes it; with the project's own schemas without.</param>
public sealed class EventAlertChannel(IEventEmitter emitter, CapacityEvents? events = null) : IAlertChannel
{
    private readonly CapacityEvents _events = events ?? new CapacityEvents();

    /// <inheritdoc/>
    public string Name => "event";

    /// <inheritdoc/>
    public async Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);

        if (alert.Reminder > 0)
        {
            return;
        }

        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await emitter.EnqueueAsync(_events.Transition(alert.Transition), scope, cancellationToken).ConfigureAwait(false);
        scope.Seal();
        await scope.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        EventOutcome outcome = scope.Outcomes[0];
        if (outcome.Outcome == DeliveryOutcome.Rejected)
        {
            throw new AlertRefusedException($"rejected: {outcome.Reason}");
        }

        if (outcome.Outcome != DeliveryOutcome.Delivered)
        {
            throw new AlertFailedException($"{outcome.Outcome}: {outcome.Reason}");
        }
    }
}
