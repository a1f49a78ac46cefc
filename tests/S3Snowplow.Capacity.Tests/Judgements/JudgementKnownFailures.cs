namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// The scenarios that fail, each with its reason: the rule of today is another one than they are made for. The list only shrinks: one that passes fails its test until it
/// is taken out.
/// </summary>
internal static class JudgementKnownFailures
{
    private static readonly (string Reason, string[] Names)[] All =
    [
        (
            "It tells of what today's rule has no word for: capacities that are suspect, silence, a source that is not heard of, removal, a drain that differs.",
            [
                "real-disk-bursts", "real-flights-late", "capacity-real-collapse", "capacity-typo-large", "capacity-typo-small", "clock-jump",
                "late-flood-10h", "late-flood-healthy", "late-flood", "observed-drain", "removed-for-good", "silent-heard", "silent-notifications",
                "silent-source-incident",
            ]),
        (
            "It has severities; today's rule has none.",
            [
                "real-network-in", "real-taxi-half-hourly", "real-tweets-5-min-files", "real-tweets-stream", "real-web-hourly", "capacity-halved",
                "capacity-never-fits", "capacity-raised", "daily-batch-default", "daily-batch-longer", "daily-file", "declared-rhythm",
                "edge-before-start", "edge-huge", "hourly-92-closes", "hourly-becomes-smooth", "hourly-over-back", "hourly-over", "late-changes",
                "late-constant", "mixed-three", "object-2h", "quarter-hourly", "removed-5-min", "rhythm-6-hours", "rhythm-daily", "rhythm-forgotten",
                "rhythm-none", "silent-then-burst", "smooth-cold", "smooth-huge-step", "smooth-ramp", "smooth-week-heavy", "two-pipelines",
            ]),
        (
            "Nothing is to be told; today's rule knows no rhythm and no spare time, and tells of its window's load.",
            [
                "daily-batch-quiet", "hourly-0.70", "hourly-0.90", "hourly-on-the-hour", "hourly-trickle",
            ]),
        (
            "Incidents begin and end by minutes of work and calm; today's rule takes the load of a window of an hour.",
            [
                "edge-boundaries", "future-events", "heartbeat-store", "hourly-parts", "late-0-20", "late-stragglers", "object-50min",
                "runs-each-7-min", "runs-missed", "smooth-flat-1.0", "smooth-hour", "smooth-noise", "smooth-slow", "smooth-step", "smooth-week",
            ]),
    ];

    /// <summary>Why a scenario fails; <see langword="null"/> where it has to pass.</summary>
    public static string? ReasonFor(string name) => All.Where(one => one.Names.Contains(name, StringComparer.Ordinal)).Select(one => one.Reason).SingleOrDefault();
}
