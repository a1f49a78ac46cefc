namespace S3Snowplow.Capacity;

/// <summary>Settings of the <see cref="ThroughputMonitor"/>.</summary>
public sealed class ThroughputMonitorOptions
{
    /// <summary>When a pipeline counts as exceeded, and when as recovered.</summary>
    public JudgementOptions Judgement { get; set; } = new();

    /// <summary>How long a minute has to be over before it is judged.</summary>
    /// <value>Default: zero. What is heard of later still counts, see <see cref="JudgementOptions.MaxLateness"/>.</value>
    public TimeSpan EvaluationDelay { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// How often a healthy source gives a sign of life (<see cref="ThroughputMonitor.SignalAlive"/>, or any object event). A minute without objects is
    /// empty within two of these intervals, and unknown after them.
    /// </summary>
    /// <value>Default: 1 minute; whole minutes.</value>
    public TimeSpan SourceInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many of the last object events are remembered, to count a redelivered one once; 0 for none.</summary>
    /// <value>Default: 1,000,000, which takes about 40 MB once so many were seen.</value>
    public int MaxTrackedEventIds { get; set; } = 1_000_000;

    /// <summary>After how long an open incident is told again, and again after that; <see langword="null"/> for never.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public TimeSpan? RenotifyAfter { get; set; }

    /// <summary>The file in which a host keeps the state between its runs; <see langword="null"/> for none, then an open incident is forgotten by a restart. A monitor that is made by hand gets a store instead.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? StateFile { get; set; }

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [.. Judgement.Validate()];
        if (EvaluationDelay < TimeSpan.Zero || EvaluationDelay > TimeSpan.FromHours(1))
        {
            errors.Add($"EvaluationDelay is {EvaluationDelay}; 0 to 1 hour is allowed.");
        }

        if (SourceInterval < TimeSpan.FromMinutes(1) || SourceInterval > TimeSpan.FromHours(6))
        {
            errors.Add($"SourceInterval is {SourceInterval}; 1 minute to 6 hours is allowed.");
        }

        if (MaxTrackedEventIds is < 0 or > 100_000_000)
        {
            errors.Add($"MaxTrackedEventIds is {MaxTrackedEventIds}; 0 to 100,000,000 is allowed.");
        }

        if (RenotifyAfter < TimeSpan.FromMinutes(1))
        {
            errors.Add($"RenotifyAfter is {RenotifyAfter}; 1 minute or more, or nothing, is allowed.");
        }

        return errors;
    }
}
