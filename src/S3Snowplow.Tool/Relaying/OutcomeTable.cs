using System.Globalization;
using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Notifications;

namespace S3Snowplow.Tool;

/// <summary>Prints a line for each event, in columns as wide as they need to be, and a line for each thing that went wrong.</summary>
internal static class OutcomeTable
{
    private const int MaxKeyWidth = 40;

    public static void Write(TextWriter output, IReadOnlyList<(Notification Notification, RelayResult Result)> results)
    {
        List<string[]> rows = [["shape", "event name", "bucket", "key", "size", "event id", "outcome"]];
        foreach ((Notification _, RelayResult result) in results)
        {
            rows.AddRange(result.Events.Select(Row));
            if (result.TestEvents > 0)
            {
                rows.Add(["s3:TestEvent", "-", "-", "-", "-", "-", string.Create(CultureInfo.InvariantCulture, $"acknowledged ({result.TestEvents})")]);
            }
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows.Count > 1 ? rows : [])
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column == 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }

        output.WriteLine(rows.Count > 1 ? "" : "Nothing could be relayed.");
        foreach ((Notification notification, RelayResult result) in results)
        {
            foreach (NotificationProblem problem in result.Problems)
            {
                output.WriteLine($"{notification.Id}: {problem.Path}, byte {notification.BodyOffset + problem.Offset} of the file: {problem.Reason}");
            }

            if (result.ProblemCount > result.Problems.Count)
            {
                output.WriteLine($"{notification.Id}: {result.ProblemCount - result.Problems.Count} more problems");
            }
        }

        foreach (IGrouping<EventOutcome, EventResult> failure in results.SelectMany(settled => settled.Result.Events)
            .Where(settled => settled.Outcome.Outcome != DeliveryOutcome.Delivered).GroupBy(settled => settled.Outcome))
        {
            output.WriteLine($"{failure.Count()} {failure.Key.Outcome.ToString().ToUpperInvariant()}: {failure.Key.Reason}");
        }

        output.WriteLine($"{results.Count} notifications, {results.Sum(settled => settled.Result.Events.Count)} events: {Counts(results)}");
    }

    private static string[] Row(EventResult settled)
    {
        ObjectEvent read = settled.ObjectEvent;
        return
        [
            Shape(read),
            read.Name,
            read.Bucket,
            Printable(read.Key),
            read.Size?.ToString(CultureInfo.InvariantCulture) ?? "-",
            settled.EventId.ToString(),
            settled.Outcome.Outcome.ToString().ToLowerInvariant(),
        ];
    }

    private static string Shape(in ObjectEvent read) =>
        read.Wrappings == NotificationWrappings.None ? read.Dialect.Id() : $"{read.Dialect.Id()} in {read.Wrappings.ToString().Replace(", ", "+", StringComparison.Ordinal)}";

    private static string Counts(IReadOnlyList<(Notification Notification, RelayResult Result)> results) => string.Join(", ",
        results.SelectMany(settled => settled.Result.Events).GroupBy(settled => settled.Outcome.Outcome).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}").DefaultIfEmpty("none"));

    // A key may be long, and may hold anything: a terminal must not be steered by it.
    private static string Printable(string key)
    {
        List<string> letters = [.. key.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString())];
        return letters.Count <= MaxKeyWidth ? string.Concat(letters) : string.Concat(letters.Take(MaxKeyWidth - 1)) + "…";
    }
}
