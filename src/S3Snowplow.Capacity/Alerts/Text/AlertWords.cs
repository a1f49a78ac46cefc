using System.Globalization;
using System.Text;

namespace S3Snowplow.Capacity.Alerts;

/// <summary>Sizes, times and names as people read them.</summary>
internal static class AlertWords
{
    private const int NameLength = 200;

    private static readonly string[] Decimal = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A size with three digits that count: <c>225 GB</c>, <c>1.37 TiB</c>.</summary>
    public static string Size(long bytes, bool isBinary)
    {
        (string[] units, decimal step) = isBinary ? (Binary, 1024m) : (Decimal, 1000m);
        decimal value = bytes;
        int unit = 0;

        // What would be rounded up to a whole step is told in the next unit.
        for (; value >= step - 0.5m && unit < units.Length - 1; unit++)
        {
            value /= step;
        }

        string format = value >= 100 || unit == 0 ? "0" : value >= 10 ? "0.#" : "0.##";
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(format, CultureInfo.InvariantCulture)} {units[unit]}");
    }

    /// <summary>A throughput: <c>150 GB/h</c>.</summary>
    public static string Rate(Throughput throughput) => $"{Size(throughput.BytesPerHour, throughput.IsBinary)}/h";

    /// <summary>Seconds, in whole minutes.</summary>
    public static string Seconds(long seconds) => seconds is > 0 and < 60 ? "less than 1 min" : Minutes(seconds / 60);

    /// <summary>Minutes up to three hours, then hours and days: <c>112 min</c>, <c>26 h 40 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Minutes(long minutes) => minutes switch
    {
        < 180 => $"{minutes} min",
        < 48 * 60 => minutes % 60 == 0 ? $"{minutes / 60} h" : $"{minutes / 60} h {minutes % 60} min",
        < 366 * 24 * 60 => minutes / 60 % 24 == 0 ? $"{minutes / 1440} d" : $"{minutes / 1440} d {minutes / 60 % 24} h",
        _ => "more than a year",
    };

    /// <summary>A time, with its zone: <c>2026-11-27 13:05 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A time for machines: RFC 3339, UTC, whole seconds.</summary>
    public static string Wire(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A name from outside, harmless: one line, no control characters, not too long.</summary>
    public static string Name(string name) => Cut(OneLine(name), NameLength);

    /// <summary>Text without line breaks, control characters and halves of characters.</summary>
    public static string OneLine(string text)
    {
        StringBuilder? clean = null;
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A half of a character is enumerated as the replacement character, of one unit.
            bool isKept = !IsControl(rune);
            if (clean is null && (!isKept || (rune == Rune.ReplacementChar && text[at] != '\uFFFD')))
            {
                clean = new StringBuilder(text, 0, at, text.Length);
            }

            clean?.Append(isKept ? rune.ToString() : " ");
            at += rune.Utf16SequenceLength;
        }

        return clean?.ToString() ?? text;
    }

    /// <summary>The first so many characters (UTF-16 units), never half of one, with an ellipsis where something is missing.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int end = Math.Max(length - 1, 0);
        end -= end > 0 && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        return length <= 0 ? string.Empty : $"{text[..end]}…";
    }

    // Line and paragraph separators break lines in some places, and direction marks make a name read as another.
    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F;
}
