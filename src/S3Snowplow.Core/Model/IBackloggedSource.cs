namespace S3Snowplow;

/// <summary>A source that knows whether more notifications are on their way, such as one whose last batch was full.</summary>
/// <remarks>
/// The relay sends what it has as soon as it would have to wait for the source. While there is a backlog it lets events wait for each other instead, for
/// <see cref="DeliveryOptions.Linger"/> at most: fewer and larger requests to the collector.
/// </remarks>
public interface IBackloggedSource : IObjectEventSource
{
    /// <summary>Whether more are expected at once. Asked for each notification, from any thread.</summary>
    bool HasBacklog { get; }
}
