namespace S3Snowplow.Capacity.Aws.Tests;

/// <summary>A notice of each kind, with the figures of one incident.</summary>
internal static class Notices
{
    private static readonly DateTimeOffset Since = new(2026, 11, 27, 13, 5, 0, TimeSpan.Zero);

    public static AlertNotice Of(string kind, string pipeline = "ops1")
    {
        long start = Since.ToUnixTimeMilliseconds() / 60_000;
        TransitionKind what = kind switch
        {
            "warning" => TransitionKind.Warning,
            "recovered" => TransitionKind.Recovered,
            "blind" => TransitionKind.Blind,
            _ => TransitionKind.Critical,
        };
        AlertTopic topic = kind switch { "blind" => AlertTopic.Blind, "test" => AlertTopic.Test, _ => AlertTopic.Overload };
        AlertPhase phase = kind switch { "reminder" => AlertPhase.Reminded, "recovered" => AlertPhase.Closed, _ => AlertPhase.Opened };
        AlertSeverity severity = what == TransitionKind.Warning ? AlertSeverity.Warning : AlertSeverity.Critical;
        var figures = new TransitionFigures(1_250, 180_000_000_000, 4_320, 150_000_000_000, 60, 10, IsRhythmFound: true, Delay: 2, new Forecast(Passes: null, Back: null));
        ThroughputTransition transition = kind == "blind"
            ? new ThroughputTransition(what, null, start + 60, start + 62)
            : new ThroughputTransition(what, pipeline, start + 60, start + 62) { IncidentStart = start, Figures = figures };
        return new AlertNotice(topic, phase, severity, "3f2504e04f8911d39a0c0305e82c3301", Sequence: 2, transition)
        {
            Since = Since,
            At = transition.Time,
            Ended = phase == AlertPhase.Closed ? transition.Time : null,
            Figures = transition.Figures,
            Reminder = kind == "reminder" ? 1 : 0,
        };
    }
}
