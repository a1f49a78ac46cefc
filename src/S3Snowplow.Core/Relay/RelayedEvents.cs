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
    private EventResult[]? _sent;

    /// <inheritdoc/>
    public int Count => _outcomes.Count;

    /// <summary>Those that the filter kept back.</summary>
    public IReadOnlyList<ObjectEvent> Filtered { get; private set; } = [];

    /// <inheritdoc/>
    public EventResult this[int index] => Read()[index];

    /// <summary>All of them.</summary>
    public EventResult[] Read()
    {
        if (_sent is null)
        {
            var content = new NotificationContent();
            List<ObjectEvent> filtered = [];
            if (Count > 0 || delivery.Filtered > 0)
            {
                context.Read(delivery.Notification, content);
            }

            _sent = Take(content, filtered);
            Filtered = filtered;
        }

        return _sent;
    }

    /// <inheritdoc/>
    public IEnumerator<EventResult> GetEnumerator() => ((IEnumerable<EventResult>)Read()).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private EventResult[] Take(NotificationContent content, List<ObjectEvent> filtered)
    {
        var sent = new EventResult[Count];
        int index = 0;
        foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
        {
            if (!context.Options.Filter.Passes(objectEvent))
            {
                filtered.Add(objectEvent);
            }
            else if (index < sent.Length)
            {
                sent[index] = new EventResult(objectEvent, EventIdentity.Of(objectEvent), _outcomes[index]);
                index++;
            }
            else
            {
                index++;
            }
        }

        return index == sent.Length ? sent : throw new InvalidOperationException(
            $"The body of notification {delivery.Notification.Id} holds {index} events now, and {sent.Length} were relayed: it was changed before its results were read. Read them in the settle callback, or leave the body alone.");
    }
}
