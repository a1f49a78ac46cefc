using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>The ways in which the pipeline writes a time.</summary>
internal static class Timestamps
{
    /// <summary>ISO 8601 in UTC with <c>Z</c>, as Java prints an instant: no fraction where the milliseconds are zero, else three digits.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 in UTC with three digits of milliseconds and <c>Z</c>: the context of a raw event, and a field of the type <c>date</c> in Elasticsearch.</summary>
    public static string FormatMilliseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What Enrich 3 says of text that <see cref="FromMilliseconds"/> refuses.</summary>
    public static string Expectation(string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return "not in the expected format: ms since epoch";
        // The year after the last that .NET has is the only one that needs to be right.
        return value == DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() + 1
            ? "formatting as 10000-01-01 00:00:00.000 is not Redshift-compatible"
            : $"formatting of {text} is not Redshift-compatible";
    }

    /// <summary>Reads epoch milliseconds, the form of <c>dtm</c>, <c>stm</c> and <c>ttm</c>.</summary>
    /// <returns>The time; <see langword="null"/> for text that is no number, and for years that the pipeline refuses (and year 0, which .NET lacks).</returns>
    public static DateTimeOffset? FromMilliseconds(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : null;
}
