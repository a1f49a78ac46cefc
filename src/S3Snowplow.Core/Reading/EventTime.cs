namespace S3Snowplow.Reading;

/// <summary>
/// Reads the event times that stores send: <c>2026-11-22T08:46:48.922Z</c> with any number of fraction digits up to nine, an offset in
/// place of <c>Z</c>, or a space in place of <c>T</c> (old Ceph releases). A time without an offset is UTC.
/// </summary>
/// <remarks>Own code because the framework's parsers take a missing offset as local time, which would make an event's time the machine's matter.</remarks>
internal static class EventTime
{
    /// <summary>Reads a whole time; <see langword="false"/> for anything else, and for dates that do not exist.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        if (TryParseUsual(text, out time))
        {
            return true;
        }

        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..10], out int day)
            || !TryDigits(text[11..13], out int hour) || !TryDigits(text[14..16], out int minute) || !TryDigits(text[17..19], out int second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // A leap second has no place in DateTime; it is the last instant of its minute.
        bool leap = second == 60;
        if (!TryFraction(text[19..], out long fraction, out ReadOnlySpan<byte> rest) || !TryOffset(rest, out TimeSpan offset))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, leap ? 59 : second, DateTimeKind.Unspecified).Ticks
            + (leap ? TimeSpan.TicksPerSecond - 1 : fraction);
        long utc = ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, offset);
        return true;
    }

    // 2026-11-22T08:46:48.922Z, as Amazon S3 writes it. What is not quite that goes the long way.
    private static bool TryParseUsual(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != 24 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' || text[23] != 'Z')
        {
            return false;
        }

        int wrong = 0;
        int year = (Two(text, 0, ref wrong) * 100) + Two(text, 2, ref wrong);
        int month = Two(text, 5, ref wrong);
        int day = Two(text, 8, ref wrong);
        int hour = Two(text, 11, ref wrong);
        int minute = Two(text, 14, ref wrong);
        int second = Two(text, 17, ref wrong);
        int millisecond = (Two(text, 20, ref wrong) * 10) + Digit(text, 22, ref wrong);
        if (wrong != 0 || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Utc));
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at, ref int wrong) => (Digit(text, at, ref wrong) * 10) + Digit(text, at + 1, ref wrong);

    // A byte below the zero becomes a large number.
    private static int Digit(ReadOnlySpan<byte> text, int at, ref int wrong)
    {
        uint digit = (uint)text[at] - '0';
        wrong |= digit > 9 ? 1 : 0;
        return (int)digit;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long ticks, out ReadOnlySpan<byte> rest)
    {
        ticks = 0;
        rest = text;
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        int digits = 0;
        while (digits + 1 < text.Length && char.IsAsciiDigit((char)text[digits + 1]))
        {
            digits++;
        }

        for (int i = 0; i < 7; i++)
        {
            ticks = (ticks * 10) + (i < digits ? text[i + 1] - '0' : 0);
        }

        rest = text[(digits + 1)..];
        return digits is > 0 and <= 9;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.IsEmpty || text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out int hours) || !TryDigits(text[4..6], out int minutes) || hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
