using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Sends events and waits until they have settled.</summary>
internal static class EventDelivery
{
    /// <summary>Sends events.</summary>
    /// <returns>What was not delivered, for people; <see langword="null"/> where all was.</returns>
    public static async Task<string?> SendAsync(IEventEmitter emitter, IReadOnlyList<SnowplowEvent> events, string what, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return null;
        }

        using var scope = new DeliveryScope(deadline > TimeSpan.Zero ? deadline : TimeSpan.Zero, time, events.Count);
        await emitter.EnqueueAsync(events, scope, cancellationToken).ConfigureAwait(false);
        scope.Seal();
        await scope.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        EventOutcome[] failed = [.. scope.Outcomes.Where(outcome => outcome.Outcome != DeliveryOutcome.Delivered)];
        return failed.Length == 0 ? null : $"{failed.Length} of {events.Count} events {what} were not delivered; the first is {failed[0].Outcome}: {failed[0].Reason}";
    }
}
