using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>Sees what has settled, before its source is told; for monitors that must neither miss an object of which the source will never speak again, nor lose it with the process.</summary>
public interface ISettledObserver
{
    /// <summary>
    /// Called once for each delivery of a notification, when all its events have their outcome. The source is told when the task has completed: what is kept by then is not lost,
    /// however the process ends. An exception is logged and changes nothing.
    /// </summary>
    /// <param name="settled">What was in the notification; not to be kept.</param>
    ValueTask OnSettledAsync(SettledNotification settled);
}

/// <summary>The object events of a notification that has settled.</summary>
public readonly struct SettledNotification
{
    private readonly EventResult[]? _events;
    private readonly ObjectEvent[]? _filtered;

    internal SettledNotification(EventResult[] events, ObjectEvent[] filtered)
    {
        _events = events;
        _filtered = filtered;
    }

    /// <summary>Those that were to be sent, each with its outcome.</summary>
    public ReadOnlySpan<EventResult> Events => _events;

    /// <summary>Those that the relay's filter did not let pass; they have arrived in the store all the same.</summary>
    public ReadOnlySpan<ObjectEvent> Filtered => _filtered;
}
