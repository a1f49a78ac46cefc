namespace S3Snowplow;

/// <summary>What became of an event. The larger value is the worse one, in the sense that a source must not let go of the notification.</summary>
public enum DeliveryOutcome
{
    /// <summary>Not settled yet.</summary>
    Pending = 0,

    /// <summary>The collector accepted it (HTTP 200 with <c>ok</c>, or what <see cref="DeliveryOptions.AcceptedAnswers"/> lists). That is "accepted", not "valid": the collector validates later, or never.</summary>
    Delivered = 1,

    /// <summary>It will never be accepted: too large, refused by the collector when sent alone, or it could not be made.</summary>
    Rejected = 2,

    /// <summary>The retry budget ended while its scope was open.</summary>
    Expired = 3,

    /// <summary>It was given back: the scope's deadline came, the caller cancelled, or the emitter was closed.</summary>
    Abandoned = 4,
}
