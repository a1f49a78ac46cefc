using S3Snowplow.Mapping;

namespace S3Snowplow.Testing;

/// <summary>An event that a <see cref="RecordingEventEmitter"/> took.</summary>
public sealed class RecordedEvent
{
    private readonly Lock _gate = new();
    private EventOutcome _outcome;

    internal RecordedEvent(SnowplowEvent snowplowEvent, TimeSpan deadline) => (Event, Deadline) = (snowplowEvent, deadline);

    /// <summary>The event as it would be sent.</summary>
    public SnowplowEvent Event { get; }

    /// <summary>The time that it was given; <see cref="Timeout.InfiniteTimeSpan"/> for any.</summary>
    public TimeSpan Deadline { get; }

    /// <summary>What has become of it by now.</summary>
    public EventOutcome Outcome
    {
        get
        {
            lock (_gate)
            {
                return _outcome;
            }
        }
    }

    /// <summary>Gives it its outcome; the first one wins.</summary>
    internal void Settle(EventOutcome outcome)
    {
        lock (_gate)
        {
            _outcome = _outcome.Outcome == DeliveryOutcome.Pending ? outcome : _outcome;
        }
    }
}
