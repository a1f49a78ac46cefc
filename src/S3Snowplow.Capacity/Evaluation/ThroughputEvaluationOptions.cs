namespace S3Snowplow.Capacity;

/// <summary>Settings of the <see cref="ThroughputEvaluation"/>.</summary>
public sealed class ThroughputEvaluationOptions
{
    /// <summary>When a pipeline counts as exceeded, and when as recovered.</summary>
    public JudgementOptions Judgement { get; set; } = new();

    /// <summary>How long a minute has to be over before it is judged: at least the time that an event takes from the object to the store.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan EvaluationDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often capacities are repeated (<see cref="CapacityFeedOptions.HeartbeatInterval"/>). Between two events of a pipeline, of objects or of its
    /// capacity, that are no more than two of these intervals apart, minutes without an event are empty.
    /// </summary>
    /// <value>Default: 15 minutes; whole minutes.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back minutes are judged by an evaluation that does not remember a run of its own, and capacities are looked for by every one.</summary>
    /// <value>Default: 24 hours; up to 2 days.</value>
    public TimeSpan Lookback { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How far back the last event of an incident is looked for. An incident that is open for longer is begun anew by an evaluation that does not remember it.
    /// </summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan IncidentLookback { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The time between two runs of <see cref="ThroughputEvaluation.RunAsync"/>.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the events of one run may take to be delivered; what is not by then is told by the next run.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a run waits for the alert channels before it sends the event, after which no run tells them again. The channels go on trying in the
    /// background.
    /// </summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan AlertPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate() => Validate(static setting => setting);

    /// <param name="called">What a setting is called where it is set.</param>
    internal IReadOnlyList<string> Validate(Func<string, string> called)
    {
        List<string> errors = [.. Judgement.Validate()];
        Check(called(nameof(EvaluationDelay)), EvaluationDelay, TimeSpan.Zero, TimeSpan.FromHours(1), errors);
        Check(called(nameof(HeartbeatInterval)), HeartbeatInterval, TimeSpan.FromMinutes(1), TimeSpan.FromHours(6), errors);
        Check(called(nameof(Lookback)), Lookback, TimeSpan.FromMinutes(10), TimeSpan.FromDays(2), errors);
        Check(called(nameof(IncidentLookback)), IncidentLookback, TimeSpan.FromMinutes(10), TimeSpan.FromDays(366), errors);
        Check(called(nameof(Interval)), Interval, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), errors);
        Check(called(nameof(DeliveryTimeout)), DeliveryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), errors);
        Check(called(nameof(AlertPatience)), AlertPatience, TimeSpan.Zero, TimeSpan.FromMinutes(10), errors);
        if (errors.Count == 0 && Lookback.TotalMinutes < Judgement.HistoryMinutes() + (2 * HeartbeatInterval.TotalMinutes))
        {
            errors.Add($"Lookback is {Lookback}; it has to be longer than the longest window or MaxLateness and two HeartbeatIntervals together.");
        }

        if (IncidentLookback < Lookback)
        {
            errors.Add($"IncidentLookback is {IncidentLookback} and Lookback {Lookback}; IncidentLookback has to be as long at least.");
        }

        return errors;
    }

    private static void Check(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{name} is {value}; {least} to {most} is allowed.");
        }
    }
}
