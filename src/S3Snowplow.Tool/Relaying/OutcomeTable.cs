using System.Globalization;
using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Reading;

namespace S3Snowplow.Tool;

/// <summary>A row for each event: what it was and what became of it, its id last.</summary>
internal static class OutcomeTable
{
    private const int MaxKeyWidth = 40;

    // Wide enough for almost all: rows that are printed as they come cannot wait for the widest one.
    private static readonly int[] Widths = [24, 36, 24, MaxKeyWidth, 14, 9, 36];

    /// <summary>The names of the columns.</summary>
    public static readonly string[] Columns = ["shape", "event name", "bucket", "key", "size", "outcome", "event id"];

    /// <summary>The column with numbers.</summary>
    public const int SizeColumn = 4;

    /// <summary>An outcome in a word.</summary>
    public static string Word(DeliveryOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>The rows of a notification.</summary>
    public static IEnumerable<string[]> Rows(RelayResult result)
    {
        IEnumerable<string[]> rows = result.Events.Select(Row);
        return result.TestEvents == 0 ? rows : rows.Append(["s3:TestEvent", "-", "-", "-", "-", string.Create(CultureInfo.InvariantCulture, $"acknowledged ({result.TestEvents})"), "-"]);
    }

    /// <summary>A row on a line of its own.</summary>
    public static string Line(string[] row) =>
        string.Join("  ", row.Select((cell, column) => column == SizeColumn ? cell.PadLeft(Widths[column]) : cell.PadRight(Widths[column]))).TrimEnd();

    private static string[] Row(EventResult settled)
    {
        ObjectEvent read = settled.ObjectEvent;
        return
        [
            Shape(read),
            Printable(read.Name),
            Printable(read.Bucket),
            Printable(read.Key),
            read.Size?.ToString(CultureInfo.InvariantCulture) ?? "-",
            Word(settled.Outcome.Outcome),
            settled.EventId.ToString(),
        ];
    }

    /// <summary>The dialect and what it was wrapped in.</summary>
    public static string Shape(in ObjectEvent read) =>
        read.Wrappings == NotificationWrappings.None ? read.Source : $"{read.Source} in {read.Wrappings.ToString().Replace(", ", "+", StringComparison.Ordinal)}";

    // A key may be long, and may hold anything: a terminal must not be steered by it.
    private static string Printable(string key)
    {
        List<string> letters = [.. key.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString())];
        return letters.Count <= MaxKeyWidth ? string.Concat(letters) : string.Concat(letters.Take(MaxKeyWidth - 1)) + "…";
    }
}
