namespace S3Snowplow.Capacity;

/// <summary>When a pipeline counts as exceeded, and when as recovered.</summary>
public sealed class JudgementOptions
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(2);

    /// <summary>The windows over which load is measured; one that is above its limit is enough.</summary>
    /// <value>Default: one of 1 hour with limit 1.0. A shorter one suits smooth traffic only: many pipelines get their data in hourly files.</value>
    public IList<LoadWindow> Windows { get; set; } = [new LoadWindow(TimeSpan.FromHours(1), 1.0)];

    /// <summary>How long the newest byte may have to wait before that alone is an incident.</summary>
    /// <value>Default: 60 minutes.</value>
    public TimeSpan MaxBehind { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>How long the newest byte has to wait at least before anything is an incident: one large object into an idle small pipeline is none.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan MinBehind { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long the condition has to hold before it is told, in whole minutes.</summary>
    /// <value>Default: zero, at once.</value>
    public TimeSpan MinDuration { get; set; } = TimeSpan.Zero;

    /// <summary>For how long the pipeline has to be well before it counts as recovered, in whole minutes.</summary>
    /// <value>Default: 15 minutes.</value>
    public TimeSpan RecoveryDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its minute an object event may be heard of and still count, where that is longer than the longest window.</summary>
    /// <value>Default: 60 minutes. The history of a pipeline takes 8 bytes for each minute.</value>
    public TimeSpan MaxLateness { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (Windows.Count == 0)
        {
            errors.Add("Windows is empty; at least one window is needed.");
        }

        foreach (LoadWindow window in Windows)
        {
            if (window.Length < TimeSpan.FromMinutes(1) || window.Length > LongestWindow || window.Length.Ticks % TimeSpan.TicksPerMinute != 0)
            {
                errors.Add($"Windows has one of {window.Length}; whole minutes from 1 minute to {LongestWindow.TotalDays:0} days are allowed.");
            }

            if (!(window.Limit > 0 && window.Limit <= 100))
            {
                errors.Add($"Windows has one with the limit {window.Limit}; above 0 and up to 100 is allowed.");
            }
        }

        Check(nameof(MaxBehind), MaxBehind, TimeSpan.FromTicks(1), errors);
        Check(nameof(MinBehind), MinBehind, TimeSpan.Zero, errors);
        Check(nameof(MinDuration), MinDuration, TimeSpan.Zero, errors);
        Check(nameof(RecoveryDuration), RecoveryDuration, TimeSpan.Zero, errors);
        Check(nameof(MaxLateness), MaxLateness, TimeSpan.Zero, errors);
        if (MinBehind >= MaxBehind)
        {
            errors.Add($"MinBehind is {MinBehind} and MaxBehind {MaxBehind}; MinBehind has to be less.");
        }

        return errors;
    }

    /// <summary>How many judged minutes a state remembers.</summary>
    internal int HistoryMinutes() => (int)Math.Ceiling(Math.Max(Windows.Max(window => window.Length.TotalMinutes), MaxLateness.TotalMinutes));

    private static void Check(string name, TimeSpan value, TimeSpan least, List<string> errors)
    {
        if (value < least || value > LongestWindow)
        {
            errors.Add($"{name} is {value}; {(least > TimeSpan.Zero ? "more than 0" : "0")} to {LongestWindow.TotalDays:0} days is allowed.");
        }
    }
}
