using S3Snowplow.Mapping;

namespace S3Snowplow;

/// <summary>Sees every object event that is read, before the filter; for monitors that count what comes in.</summary>
public interface IObjectEventObserver
{
    /// <summary>
    /// Called once for each object event of each notification, redelivered ones included, on the thread that reads. Must be quick. An
    /// exception is logged and changes nothing.
    /// </summary>
    /// <param name="objectEvent">The object event; valid during the call.</param>
    void OnObjectEvent(in ObjectEventView objectEvent);
}
