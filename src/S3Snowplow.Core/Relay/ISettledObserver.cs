namespace S3Snowplow;

/// <summary>Sees what has settled, before its source is told; for monitors that must neither miss an object of which the source will never speak again, nor lose it with the process.</summary>
public interface ISettledObserver
{
    /// <summary>
    /// Called once for each delivery of a notification, when all its events have their outcome. The source is told when the task has completed: what is kept by then is not lost,
    /// however the process ends. An exception is logged and changes nothing.
    /// </summary>
    /// <param name="settled">What was in the notification; not to be used once the task has completed.</param>
    ValueTask OnSettledAsync(SettledNotification settled);
}
