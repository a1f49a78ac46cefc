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
    private readonly ObjectEvent[]? _events;
    private readonly IReadOnlyList<EventOutcome>? _outcomes;
    private readonly ObjectEvent[]? _filtered;

    internal SettledNotification(ObjectEvent[] events, IReadOnlyList<EventOutcome> outcomes, ObjectEvent[] filtered) => (_events, _outcomes, _filtered) = (events, outcomes, filtered);

    /// <summary>Those that were to be sent.</summary>
    public ReadOnlySpan<ObjectEvent> Events => _events;

    /// <summary>The outcome of each of <see cref="Events"/>, in their order.</summary>
    public IReadOnlyList<EventOutcome> Outcomes => _outcomes ?? [];

    /// <summary>Those that the relay's filter did not let pass; they have arrived in the store all the same.</summary>
    public ReadOnlySpan<ObjectEvent> Filtered => _filtered;
}
