namespace S3Snowplow.Capacity;

/// <summary>What became of one attempt to tell.</summary>
public enum AlertOutcome
{
    /// <summary>The service has it, by its documented answer.</summary>
    Delivered,

    /// <summary>The service took it over and may still fail to pass it on: nobody says. Counts as told.</summary>
    Accepted,

    /// <summary>Malformed or too large. The same bytes are never sent again; a smaller form is.</summary>
    Refused,

    /// <summary>The address or the credential is wrong. Nothing can be sent until somebody mends it; what is owed stays owed.</summary>
    Broken,

    /// <summary>Too much at once. Nothing was taken; the whole channel waits.</summary>
    Throttled,

    /// <summary>The service was not reached; surely nothing was taken.</summary>
    Unreachable,

    /// <summary>It may have been taken or not: no answer, or an error in the service. It is sent again, and what it may have opened is closed.</summary>
    Unknown,
}

/// <summary>What became of one attempt to tell, and why.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, for the log: an error's code or the answer's own text, at most 512 characters, no secret. Where it was taken <see langword="null"/>, or what was not taken of it, such as one recipient of several.</param>
public sealed record AlertAnswer(AlertOutcome Outcome, string? Reason = null)
{
    /// <summary>Taken.</summary>
    public static AlertAnswer Delivered { get; } = new(AlertOutcome.Delivered);

    /// <summary>Taken over; nobody says whether it will arrive.</summary>
    public static AlertAnswer Accepted { get; } = new(AlertOutcome.Accepted);

    /// <summary>How long the service asked to be left alone; <see langword="null"/>: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the channel wants to be given back with later notices of the same matter (<see cref="AlertNotice.Reference"/>); kept across restarts, at most 256 characters, no secret. <see langword="null"/>: as before.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the service has it.</summary>
    public bool IsTaken => Outcome is AlertOutcome.Delivered or AlertOutcome.Accepted;
}
