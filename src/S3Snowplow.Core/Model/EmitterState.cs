namespace S3Snowplow;

/// <summary>Whether an emitter can send at present.</summary>
public enum EmitterState
{
    /// <summary>Events are sent as they come.</summary>
    Sending,

    /// <summary>The last request failed for a reason that passes (network, timeout, 408, 429, 5xx); one request at a time is retried.</summary>
    Retrying,

    /// <summary>Whatever answers at the collector's address is no collector (3xx, 401, 403, 404, 200 with another body, ...). Sending is paused; one request at a time probes.</summary>
    Misdirected,

    /// <summary>The emitter takes no more events.</summary>
    Closed,
}
