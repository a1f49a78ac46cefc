using System.Collections;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>The events of a notification that has settled, read from its body once more when somebody asks for them: most results are never looked at.</summary>
/// <param name="context">How its relay reads.</param>
/// <param name="delivery">The delivery.</param>
internal sealed class RelayedEvents(RelayContext context, NotificationDelivery delivery) : IReadOnlyList<EventResult>
{
    private readonly IReadOnlyList<EventOutcome> _outcomes = delivery.Outcomes;
    private EventResult[]? _read;

    /// <inheritdoc/>
    public int Count => _outcomes.Count;

    /// <inheritdoc/>
    public EventResult this[int index] => Read()[index];

    /// <inheritdoc/>
    public IEnumerator<EventResult> GetEnumerator() => ((IEnumerable<EventResult>)Read()).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private EventResult[] Read() => _read ??= Count == 0 ? [] : Reread();

    private EventResult[] Reread()
    {
        var content = new NotificationContent();
        context.Read(delivery.Notification, content);
        var sent = new EventResult[Count];
        int count = 0;
        foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
        {
            if (!context.Options.Filter.Passes(objectEvent))
            {
                continue;
            }

            if (count < sent.Length)
            {
                sent[count] = new EventResult(objectEvent, EventIdentity.Of(objectEvent), _outcomes[count]);
            }

            count++;
        }

        return count == sent.Length ? sent : throw new InvalidOperationException(
            $"The body of notification {delivery.Notification.Id} holds {count} events now, and {sent.Length} were relayed: it was changed before its results were read. Read them in the settle callback, or leave the body alone.");
    }
}
