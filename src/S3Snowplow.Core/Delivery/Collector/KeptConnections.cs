namespace S3Snowplow.Delivery;

/// <summary>
/// Counts the connections that stand open since an earlier answer, as the client's pool does but does not tell. At most too high: the pool
/// notices by itself when an idle connection is closed in order.
/// </summary>
/// <remarks>
/// Such a connection may be dead without anybody knowing: a function was frozen for longer than the far end keeps idle connections, or a gateway
/// between has forgotten it. That says nothing of the collector, so what fails on one is sent again at once, and is no failed attempt.
/// </remarks>
internal sealed class KeptConnections
{
    private int _count;

    /// <summary>Takes one for a request; <see langword="false"/> where the request opens a new one.</summary>
    public bool TryTake()
    {
        for (int count = Volatile.Read(ref _count); count > 0; count = Volatile.Read(ref _count))
        {
            if (Interlocked.CompareExchange(ref _count, count - 1, count) == count)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives one back after an answer. One that got none is lost.</summary>
    public void Return() => Interlocked.Increment(ref _count);

    /// <summary>Whether a request failed as it does on a dead connection: reset, or closed before the answer's end. Not: refused, no such name, no TLS.</summary>
    public static bool CouldBeDead(HttpRequestException exception) =>
        exception.HttpRequestError == HttpRequestError.ResponseEnded || (exception.HttpRequestError == HttpRequestError.Unknown && exception.InnerException is IOException);
}
