using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Sends events and waits until they have settled.</summary>
internal static class EventDelivery
{
    /// <summary>Sends events.</summary>
    /// <returns>What was not delivered, for people; <see langword="null"/> where all was.</returns>
    public static async Task<string?> SendAsync(IEventEmitter emitter, IReadOnlyList<SnowplowEvent> events, string what, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return null;
        }

        IReadOnlyList<EventOutcome> outcomes = await emitter.SendAsync(events, deadline > TimeSpan.Zero ? deadline : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return outcomes.DescribeUndelivered(what);
    }
}
