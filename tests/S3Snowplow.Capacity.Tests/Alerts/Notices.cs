namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>Notices of one incident that lasted from 13:05 to 16:11, and of the dead ends.</summary>
internal static class Notices
{
    public const string Key = "0a1b2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d";

    public static readonly DateTimeOffset Since = new(2026, 11, 27, 13, 5, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Critical = new(2026, 11, 27, 14, 25, 0, TimeSpan.Zero);
    private static readonly Uri Page = new("https://relay.example.com/pipelines/ops1?from=1795784400000&to=1795795560000");

    public static TransitionFigures Figures { get; } = new(1540, 275_000_000_000, 6600, 150_000_000_000, 90, 60, IsRhythmFound: true, 2, new Forecast(null, 110));

    public static AlertPipeline Facts { get; } = new("small", new Throughput(150_000_000_000))
    {
        Owner = "team-data-platform",
        Runbook = new Uri("https://wiki.example.com/ops1"),
        Smallest = new AlertBand("medium", new Throughput(300_000_000_000)),
        IsNeedKnown = true,
    };

    public static AlertNotice Warning { get; } = Overload(TransitionKind.Warning, AlertPhase.Opened, AlertSeverity.Warning, 1) with
    {
        At = new DateTimeOffset(2026, 11, 27, 13, 47, 0, TimeSpan.Zero),
        CriticalSince = null,
        Figures = Figures with { Backlog = 105_000_000_000, Behind = 2520, LimitInForce = 60, Rhythm = 5, Forecast = new Forecast(35, null) },
    };

    public static AlertNotice CriticalAfterWarning { get; } = Overload(TransitionKind.Critical, AlertPhase.Opened, AlertSeverity.Critical, 2) with { MayHaveWarning = true };

    public static AlertNotice Reminder { get; } = Overload(TransitionKind.Critical, AlertPhase.Reminded, AlertSeverity.Critical, 3) with
    {
        MayHaveWarning = true,
        MayHaveOpened = true,
        Reminder = 1,
        At = Critical.AddHours(1),
    };

    public static AlertNotice Recovered { get; } = Overload(TransitionKind.Recovered, AlertPhase.Closed, AlertSeverity.Critical, 4) with
    {
        MayHaveWarning = true,
        MayHaveOpened = true,
        At = new DateTimeOffset(2026, 11, 27, 16, 11, 0, TimeSpan.Zero),
        Ended = new DateTimeOffset(2026, 11, 27, 16, 11, 0, TimeSpan.Zero),
        Figures = Figures with { Backlog = 0, Behind = 0, Load = 900 },
        Untold = ["pager (http_404 no_service)"],
    };

    public static AlertNotice Removed { get; } = Recovered with { Transition = Recovered.Transition with { Kind = TransitionKind.Removed }, Untold = [], Figures = null };

    public static AlertNotice Blind { get; } = DeadEnd(TransitionKind.Blind, AlertTopic.Blind, AlertSeverity.Error, null);

    public static AlertNotice Seen { get; } = Over(Blind, TransitionKind.Seen);

    public static AlertNotice Silent { get; } = DeadEnd(TransitionKind.Silent, AlertTopic.Silent, AlertSeverity.Error, "ops1") with { Facts = Facts };

    public static AlertNotice Heard { get; } = Over(Silent, TransitionKind.Heard);

    public static AlertNotice Suspect { get; } = DeadEnd(TransitionKind.CapacitySuspect, AlertTopic.CapacitySuspect, AlertSeverity.Info, "ops1") with { Facts = Facts };

    public static AlertNotice Differs { get; } = DeadEnd(TransitionKind.ThroughputDiffers, AlertTopic.ThroughputDiffers, AlertSeverity.Info, "ops1") with { Facts = Facts, Figures = Figures };

    public static AlertNotice Test { get; } = Capacity.Alerts.TestNotice.Opened("acme-notifications", new AlertOptions(), Critical);

    /// <summary>Everything that a body is made of.</summary>
    public static IReadOnlyList<(string Name, AlertNotice Notice)> All { get; } =
    [
        ("warning", Warning), ("critical", CriticalAfterWarning), ("critical, brief", CriticalAfterWarning with { Size = AlertSize.Brief }), ("critical, line", CriticalAfterWarning with { Size = AlertSize.Line }),
        ("reminder", Reminder), ("recovered", Recovered), ("removed", Removed), ("blind", Blind), ("seen", Seen), ("silent", Silent), ("heard", Heard), ("capacity_suspect", Suspect), ("throughput_differs", Differs),
        ("test", Test),
    ];

    /// <summary>With everything that comes from outside as long as it likes, of characters that take most room.</summary>
    public static AlertNotice Huge(AlertNotice notice, string letter)
    {
        string name = string.Concat(Enumerable.Repeat(letter, 5000));
        return notice with
        {
            Source = name,
            Transition = notice.Transition with { Pipeline = notice.Pipeline is null ? null : name },
            Facts = new AlertPipeline(name, new Throughput(150_000_000_000))
            {
                Owner = name,
                Runbook = new Uri($"https://wiki.example.com/{Uri.EscapeDataString(name[..600])}"),
                Smallest = new AlertBand(name, new Throughput(300_000_000_000)),
                IsNeedKnown = true,
            },
            Untold = [.. Enumerable.Repeat(name, 10)],
        };
    }

    private static AlertNotice Overload(TransitionKind kind, AlertPhase phase, AlertSeverity severity, int sequence)
    {
        long start = Since.ToUnixTimeSeconds() / 60;
        var transition = new ThroughputTransition(kind, "ops1", start + 79, start + 81) { IncidentStart = start, Figures = Figures };
        return new AlertNotice(AlertTopic.Overload, phase, severity, Key, sequence, transition)
        {
            Source = "acme-notifications",
            Since = Since,
            CriticalSince = Critical,
            At = Critical,
            Figures = Figures,
            Facts = Facts,
            Page = Page,
        };
    }

    private static AlertNotice DeadEnd(TransitionKind kind, AlertTopic topic, AlertSeverity severity, string? pipeline)
    {
        long minute = Critical.ToUnixTimeSeconds() / 60;
        var transition = new ThroughputTransition(kind, pipeline, minute, minute)
        {
            Usual = kind == TransitionKind.Silent ? 90 : null,
            Capacities = kind == TransitionKind.CapacitySuspect ? (150_000_000_000, 150_000_000_000_000) : null,
            Measured = kind == TransitionKind.ThroughputDiffers ? 61_000_000_000 : null,
        };
        return new AlertNotice(topic, AlertPhase.Opened, severity, Key, 1, transition) { Source = "acme-notifications", Since = Critical, At = Critical, Page = Page };
    }

    private static AlertNotice Over(AlertNotice opened, TransitionKind kind) => opened with
    {
        Phase = AlertPhase.Closed,
        Sequence = 2,
        Transition = opened.Transition with { Kind = kind, Usual = null },
        MayHaveOpened = true,
        At = Critical.AddHours(2),
        Ended = Critical.AddHours(2),
    };
}
