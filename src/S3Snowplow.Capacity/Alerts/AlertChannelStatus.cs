namespace S3Snowplow.Capacity;

/// <summary>How a channel is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Which service it is.</param>
/// <param name="Health">How it is doing.</param>
/// <param name="Since">Since when it fails; <see langword="null"/> while it works.</param>
/// <param name="Reason">Why it fails, without any secret; <see langword="null"/> while it works.</param>
/// <param name="Owed">How many notifications it is owed.</param>
/// <param name="OldestOwed">Since when the oldest of them is owed; <see langword="null"/>: none is.</param>
public sealed record AlertChannelStatus(
    string Name, string Type, AlertChannelHealth Health, DateTimeOffset? Since, string? Reason, int Owed, DateTimeOffset? OldestOwed)
{
    /// <summary>When it last took something; <see langword="null"/>: not since this state began.</summary>
    public DateTimeOffset? LastTaken { get; init; }
}

/// <summary>How a channel is doing.</summary>
public enum AlertChannelHealth
{
    /// <summary>What was sent last was taken, or nothing was sent yet.</summary>
    Working,

    /// <summary>What was sent last was not taken; it is tried again soon.</summary>
    Failing,

    /// <summary>Its address or credential is wrong, or it refuses even the smallest form. Somebody has to mend it.</summary>
    Broken,
}

/// <summary>What a channel said to a test.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Type">Which service it is.</param>
/// <param name="Answer">What it answered. <see cref="AlertOutcome.Accepted"/> means that only a person who looks can tell.</param>
/// <param name="Size">With how much of the message.</param>
public sealed record AlertTestResult(string Channel, string Type, AlertAnswer Answer, AlertSize Size);
