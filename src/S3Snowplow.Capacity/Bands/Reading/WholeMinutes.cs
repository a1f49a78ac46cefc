using System.Buffers;
using System.Globalization;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads a time that is long or short: a number and a unit, such as <c>4 h</c>, <c>90 min</c>, <c>1.5 h</c> or <c>1 day</c>. Whole minutes, since minutes are what is judged.</summary>
internal static class WholeMinutes
{
    /// <summary>What such a time may look like, for messages.</summary>
    public const string Allowed = "a number and a unit (min, h, day) that make whole minutes, for example 90 min or 4 h";

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    public static bool TryParse(string text, out TimeSpan time, out string? problem)
    {
        time = default;
        problem = $"'{text}' is no length of time.";
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int digits = rest.IndexOfAnyExcept(NumberLetters);
        if (digits < 0 && rest.Length > 0)
        {
            problem = $"'{text}' has no unit.";
            return false;
        }

        if (digits <= 0)
        {
            return false;
        }

        string unit = rest[digits..].Trim().ToString();
        decimal minutes = unit switch { "min" => 1, "h" => 60, "day" or "days" => 24 * 60, _ => 0 };
        if (minutes == 0)
        {
            problem = $"'{unit}' is no unit of such a time.";
            return false;
        }

        if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        // A century is longer than anything that is allowed anywhere, and keeps the product small.
        number = Math.Min(number, 100 * 366);
        if (number * minutes != decimal.Truncate(number * minutes))
        {
            problem = $"'{text}' is no whole number of minutes.";
            return false;
        }

        time = TimeSpan.FromMinutes((long)(number * minutes));
        return true;
    }
}
