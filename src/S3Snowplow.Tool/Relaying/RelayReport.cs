using System.Globalization;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Delivery;

namespace S3Snowplow.Tool;

/// <summary>Tells what became of what was relayed.</summary>
internal static class RelayReport
{
    /// <summary>For people: a table of few events, or a summary of many; then what failed, and the sums.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="tally">What became of it.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="printedAll">Whether each row was printed already.</param>
    public static void Write(ToolConsole console, RelayTally tally, TimeSpan elapsed, bool printedAll)
    {
        if (!printedAll && tally.Results is { } results)
        {
            string[][] rows = [.. results.SelectMany(OutcomeTable.Rows)];
            if (rows.Length > 0)
            {
                console.Table(OutcomeTable.Columns, rows, OutcomeTable.SizeColumn);
                console.Output.WriteLine();
            }
        }
        else if (!printedAll)
        {
            console.Table(
                ["event name", "outcome", "events", "bytes"],
                tally.Named.Select(one => (string[])[one.EventName, OutcomeTable.Word(one.Outcome), CountText.Number(one.Events), AlertWords.Size(one.Bytes, isBinary: false)]),
                2, 3);
            console.Output.WriteLine();
        }

        foreach (string failure in tally.Failures)
        {
            console.Output.WriteLine(failure);
        }

        if (tally.FailuresLeftOut > 0)
        {
            console.Output.WriteLine($"... and {CountText.Number(tally.FailuresLeftOut)} more like these.");
        }

        foreach ((DeliveryOutcome outcome, string reason, long count) in tally.Reasons)
        {
            console.Output.WriteLine($"{CountText.Number(count)} {OutcomeTable.Word(outcome).ToUpperInvariant()}: {reason}");
        }

        string problems = tally.Problems == 0 ? "" : $", {CountText.Of(tally.Problems, "part")} that could not be read";
        string tests = tally.TestEvents == 0 ? "" : $", {CountText.Of(tally.TestEvents, "test event")}";
        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{CountText.Of(tally.Notifications, "notification")}, {CountText.Of(tally.Events, "event")}: {Counts(tally)}{problems}{tests}; {AlertWords.Size(tally.Bytes, isBinary: false)} in {elapsed.TotalSeconds:0.0} s."));
    }

    /// <summary>For people: what the collector in this process says.</summary>
    public static void Write(ToolConsole console, CollectorVerdict verdict)
    {
        foreach (string error in verdict.Errors)
        {
            console.Output.WriteLine($"  bad: {error}");
        }

        console.Output.WriteLine($"The collector says: {verdict.Good} good, {verdict.Bad} bad");
    }

    /// <summary>For programs.</summary>
    public static RelayAnswer Answer(RelayTally tally, string collector, TimeSpan elapsed, bool isStopped) => new(
        collector,
        tally.Notifications,
        tally.Events,
        tally.Of(DeliveryOutcome.Delivered),
        tally.Of(DeliveryOutcome.Rejected),
        tally.Of(DeliveryOutcome.Expired),
        tally.Of(DeliveryOutcome.Abandoned),
        tally.TestEvents,
        tally.Problems,
        tally.Bytes,
        Math.Round(elapsed.TotalSeconds, 3),
        isStopped,
        [.. tally.Named.Select(one => new NamedAnswer(one.EventName, one.Outcome, one.Events, one.Bytes))],
        tally.Failures,
        tally.FailuresLeftOut)
    {
        Results = tally.Results is { } results ? [.. results.SelectMany(result => result.Events).Select(EventAnswer.Of)] : null,
    };

    private static string Counts(RelayTally tally) => string.Join(", ",
        Enum.GetValues<DeliveryOutcome>().Where(outcome => tally.Of(outcome) > 0).Select(outcome => $"{CountText.Number(tally.Of(outcome))} {OutcomeTable.Word(outcome)}").DefaultIfEmpty("nothing was sent"));
}

/// <summary>The result of a relay for programs.</summary>
/// <param name="Collector">Where the events went.</param>
/// <param name="Notifications">How many notifications have settled.</param>
/// <param name="Events">How many events were in them.</param>
/// <param name="Delivered">Events that the collector took.</param>
/// <param name="Rejected">Events that will never be taken.</param>
/// <param name="Expired">Events that were tried in vain.</param>
/// <param name="Abandoned">Events that were given up because the run ended.</param>
/// <param name="TestEvents">Messages of S3 that only test the way.</param>
/// <param name="Problems">Parts of notifications that could not be read.</param>
/// <param name="Bytes">The bytes of the notifications.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="IsStopped">Whether it ended before its input did.</param>
/// <param name="ByName">By event name and outcome.</param>
/// <param name="Failures">The first failures, in sentences.</param>
/// <param name="FailuresLeftOut">How many more there are.</param>
internal sealed record RelayAnswer(
    string Collector, long Notifications, long Events, long Delivered, long Rejected, long Expired, long Abandoned, long TestEvents, long Problems, long Bytes, double Seconds, bool IsStopped,
    IReadOnlyList<NamedAnswer> ByName, IReadOnlyList<string> Failures, long FailuresLeftOut)
{
    /// <summary>Each event, where there are few.</summary>
    public IReadOnlyList<EventAnswer>? Results { get; init; }

    /// <summary>What the collector in this process says; absent for any other collector, which says no such thing.</summary>
    public CollectorVerdict? Verdict { get; init; }

    /// <summary>Why the source failed.</summary>
    public string? Problem { get; init; }

    /// <summary>What is left where, in a sentence.</summary>
    public string? Left { get; init; }
}

/// <summary>A name and an outcome for programs.</summary>
internal sealed record NamedAnswer(string EventName, DeliveryOutcome Outcome, long Events, long Bytes);

/// <summary>An event for programs.</summary>
internal sealed record EventAnswer(string Shape, string EventName, string Bucket, string Key, long? Size, DeliveryOutcome Outcome, string? Reason, Guid EventId)
{
    public static EventAnswer Of(EventResult one) => new(
        OutcomeTable.Shape(one.ObjectEvent), one.ObjectEvent.Name, one.ObjectEvent.Bucket, one.ObjectEvent.Key, one.ObjectEvent.Size, one.Outcome.Outcome,
        one.Outcome.Text is { } reason ? CollectorOption.Called(reason) : null, one.EventId);
}
