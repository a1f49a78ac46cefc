namespace S3Snowplow.Capacity.Alerts;

/// <summary>A test with all that a critical alert has, so that what arrives by test arrives by night.</summary>
internal static class TestNotice
{
    private const long BytesPerHour = 150_000_000_000;

    public static AlertNotice Opened(string source, AlertOptions options, DateTimeOffset now)
    {
        long minute = now.ToUnixTimeSeconds() / 60;
        var figures = new TransitionFigures(1240, 225_500_000_000, 5412, BytesPerHour, 90, 60, IsRhythmFound: true, 2, new Forecast(null, null));
        var transition = new ThroughputTransition(TransitionKind.Critical, "example", minute, minute) { IncidentStart = minute - 80, Figures = figures };
        string key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"test-{now.UtcDateTime:yyyyMMdd'T'HHmmss}Z");
        return new AlertNotice(AlertTopic.Test, AlertPhase.Opened, AlertSeverity.Info, options.Installation is { } installation ? $"{installation}-{key}" : key, 1, transition)
        {
            Source = source,
            Since = transition.IncidentTime!.Value,
            CriticalSince = transition.Time,
            At = now,
            Figures = figures,
            Facts = new AlertPipeline("small", new Throughput(BytesPerHour))
            {
                Owner = "nobody: this is a test",
                Smallest = new AlertBand("medium", new Throughput(300_000_000_000)),
                IsNeedKnown = true,
            },
            Page = options.PageFor("example", transition.IncidentTime.Value, now),
        };
    }

    public static AlertNotice Closed(AlertNotice test, string? reference) =>
        test with { Phase = AlertPhase.Closed, Sequence = 2, Ended = test.At, MayHaveOpened = true, Reference = reference };
}
