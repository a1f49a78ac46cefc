using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>An incident as it would have been told.</summary>
/// <param name="start">When it began.</param>
internal sealed class SimulatedIncident(DateTimeOffset start)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset Start => start;

    /// <summary>When the warning would have been told; <see langword="null"/>: there was none before it was critical.</summary>
    public DateTimeOffset? Warning { get; private set; }

    /// <summary>When it would have been told that it is critical; <see langword="null"/>: it never was.</summary>
    public DateTimeOffset? Critical { get; private set; }

    /// <summary>When more work waited than may; <see langword="null"/>: it never did.</summary>
    public DateTimeOffset? LimitPassed { get; private set; }

    /// <summary>When it was over; <see langword="null"/>: it was open at the end.</summary>
    public DateTimeOffset? Recovered { get; private set; }

    /// <summary>The longest time for which work waited in it, in seconds.</summary>
    public double LongestBehind { get; private set; }

    /// <summary>The limit in force when it was last told, in words.</summary>
    public string Limit { get; private set; } = "";

    /// <summary>From the warning to critical; <see langword="null"/>: there were not both.</summary>
    public TimeSpan? WarningToCritical => Critical - Warning;

    /// <summary>From what was told first until the limit was passed, negative where it was told too late; <see langword="null"/>: the limit was not passed.</summary>
    public TimeSpan? Lead => LimitPassed - (Warning ?? Critical);

    /// <summary>Takes the longest wait since the last time.</summary>
    public void Waited(double seconds) => LongestBehind = Math.Max(LongestBehind, seconds);

    /// <summary>Takes what is told of it.</summary>
    /// <param name="told">The transition.</param>
    /// <param name="bands">The bands that it was judged by.</param>
    public void Tell(ThroughputTransition told, CapacityBands bands)
    {
        DateTimeOffset at = Minutes.Time(told.Receipt + 1);
        Limit = told.Kind is TransitionKind.Warning or TransitionKind.Critical ? AlertText.Limit(SimulatedPipeline.Notice(told, bands)) ?? Limit : Limit;
        if (told.Kind == TransitionKind.Warning)
        {
            Warning = at;
        }
        else if (told.Kind == TransitionKind.Critical)
        {
            (Critical, LimitPassed) = (at, told.Time);
        }
        else
        {
            Recovered = told.Time;
        }
    }
}
