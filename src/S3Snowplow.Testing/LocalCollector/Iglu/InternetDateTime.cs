using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace S3Snowplow.Testing;

/// <summary>
/// The format <c>date-time</c> as the pipeline takes it: RFC 3339 with a space for the <c>T</c>, nine digits of fraction at most, offsets of up
/// to 18 hours, without <c>-00:00</c>, and with second 60 where there was a leap second. The schema library's own takes dates without time or
/// offset and refuses fractions finer than .NET's, so it would call events good that the pipeline fails, and the other way round.
/// </summary>
/// <remarks>
/// Source: recordings of Micro 1.7.2 (<c>time-…</c>), and the library that the pipeline's validator reads times with (Internet Time Utility).
/// </remarks>
internal sealed partial class InternetDateTime : IFormatValidator
{
    private const int MaxOffsetMinutes = 18 * 60;

    // Years with a leap second at the end of June, and of December. Source: IERS Bulletin C.
    private static readonly int[] Junes = [1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015];
    private static readonly int[] Decembers = [1972, 1973, 1974, 1975, 1976, 1977, 1978, 1979, 1987, 1989, 1990, 1995, 1998, 2005, 2008, 2016];

    /// <inheritdoc />
    public ValidationErrorKind ValidationErrorKind => ValidationErrorKind.DateTimeExpected;

    /// <inheritdoc />
    public string Format => "date-time";

    /// <summary>The library's formats with this one in its place.</summary>
    public static JsonSchemaValidatorSettings Settings()
    {
        var settings = new JsonSchemaValidatorSettings();
        var own = new InternetDateTime();
        settings.FormatValidators = [.. settings.FormatValidators.Where(format => format.Format != own.Format), own];
        return settings;
    }

    /// <inheritdoc />
    public bool IsValid(string value, JTokenType tokenType) => IsTime(value);

    /// <summary>Whether a text is such a time.</summary>
    public static bool IsTime(string value)
    {
        var match = Grammar().Match(value);
        if (!match.Success)
            return false;
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        var (hour, minute, second) = (Number("hour"), Number("minute"), Number("second"));
        var offset = (60 * Number("offsetHour")) + Number("offsetMinute");
        var isWest = match.Groups["sign"].Value == "-";
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Leap(year), month) || hour > 23 || minute > 59
            || Number("offsetMinute") > 59 || offset > MaxOffsetMinutes || (isWest && offset == 0))
            return false;
        return second < 60 || (second == 60 && IsLeapSecond(year, month, day, (60 * hour) + minute - (isWest ? -offset : offset)));

        int Number(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    // The calendar of .NET has no year 0, which is a leap year.
    private static int Leap(int year) => year == 0 ? 4 : year;

    // The last minute of the day by UTC, and on that day by the sender's clock.
    private static bool IsLeapSecond(int year, int month, int day, int minuteOfDay) =>
        minuteOfDay == (24 * 60) - 1
        && ((month == 6 && day == 30 && Array.IndexOf(Junes, year) >= 0) || (month == 12 && day == 31 && Array.IndexOf(Decembers, year) >= 0));

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.[0-9]{1,9})?([Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
