namespace S3Snowplow;

/// <summary>The object events of a notification that has settled. They are read from its body, which is unchanged until the source is told, each time that somebody goes through them.</summary>
public readonly struct SettledNotification
{
    // Absent in a default value, which has no events.
    private readonly RelayContext? _context;
    private readonly NotificationDelivery? _delivery;

    internal SettledNotification(RelayContext context, NotificationDelivery delivery) => (_context, _delivery) = (context, delivery);

    /// <summary>How many object events there are.</summary>
    public int Count => _delivery is null ? 0 : _delivery.Count + _delivery.Filtered;

    /// <summary>Goes through the object events, in the order of the notification.</summary>
    /// <exception cref="InvalidOperationException">The notification's body was changed.</exception>
    public SettledEventEnumerator GetEnumerator() => new(NotificationRereading.Begin(_context, _delivery));
}
