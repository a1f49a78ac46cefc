using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>A duration as people write it on a command line: a whole number and a unit, <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c>.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    /// <summary>Reads it; <see langword="null"/>: it is not a duration, or it is longer than 100 years.</summary>
    public static TimeSpan? TryParse(string text)
    {
        long seconds = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
        return seconds > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= Longest.TotalSeconds / seconds
            ? TimeSpan.FromSeconds(count * seconds)
            : null;
    }
}
