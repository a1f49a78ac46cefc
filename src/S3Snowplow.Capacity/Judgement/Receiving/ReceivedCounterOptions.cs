namespace S3Snowplow.Capacity;

/// <summary>Settings of <see cref="ReceivedCounters"/>.</summary>
public sealed class ReceivedCounterOptions
{
    /// <summary>For how long an object event is remembered, so that one that is delivered again counts once.</summary>
    /// <value>Default: 24 hours; 0 to 7 days, whole minutes.</value>
    public TimeSpan Dedup { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many object events are remembered at most; the oldest go first. 0: none.</summary>
    /// <value>Default: 1,000,000, which takes about 40 MB of memory and 8 MB of the saved state once so many were seen; up to 10,000,000.</value>
    public int MaxTrackedEventIds { get; set; } = 1_000_000;

    /// <summary>
    /// A folder on a local disk for what was counted since the state was saved, so that a process that is killed loses none of it: written before a source may forget a notification.
    /// <see langword="null"/>: what was counted since the last save, a minute at most, is lost with the process.
    /// </summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? JournalFolder { get; set; }

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (Dedup < TimeSpan.Zero || Dedup > TimeSpan.FromDays(7) || Dedup.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            errors.Add($"{nameof(Dedup)} is {Dedup}; 0 to 7 days in whole minutes are allowed.");
        }

        if (MaxTrackedEventIds is < 0 or > 10_000_000)
        {
            errors.Add($"{nameof(MaxTrackedEventIds)} is {MaxTrackedEventIds}; 0 to 10,000,000 is allowed.");
        }

        return errors;
    }
}
