namespace S3Snowplow;

/// <summary>
/// Gives notifications and knows how to acknowledge them; knows nothing of Snowplow. To put another event model behind this, see
/// <c>docs/adapters.md</c>.
/// </summary>
public interface IObjectEventSource
{
    /// <summary>Gives one notification after the other, and ends when there are no more or when it is cancelled.</summary>
    /// <remarks>
    /// The relay asks for the next one while earlier ones are still on their way, and settles each when its events have settled, in any
    /// order. While the collector fails it does not ask: what was given is kept, nothing is given back.
    /// </remarks>
    IAsyncEnumerable<Notification> ReadAsync(CancellationToken cancellationToken = default);
}
