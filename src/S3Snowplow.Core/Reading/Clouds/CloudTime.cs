using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>
/// Reads the times of other worlds: ISO 8601 as <see cref="EventTime"/> reads it, or a number, bare or as a text, of seconds, milliseconds, microseconds or nanoseconds since 1970.
/// The number's size tells its unit: as seconds, 100,000,000,000 would be the year 5138; as milliseconds it is 1973.
/// </summary>
/// <remarks>Source: Tencent COS sends seconds, Tencent's EventBridge a text of milliseconds, Backblaze B2 milliseconds, the filer of SeaweedFS nanoseconds.</remarks>
internal static class CloudTime
{
    private const decimal LeastMilliseconds = 100_000_000_000;

    /// <summary>Reads a time; <see langword="false"/> for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, JsonText value, out DateTimeOffset time)
    {
        time = default;
        if (value.Type is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return false;
        }

        ReadOnlySpan<byte> text = value.Bytes(json);
        return (value.IsString && EventTime.TryParse(text, out time)) || TryParseNumber(text, out time);
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text.Length > 40 || !decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        decimal seconds = number < LeastMilliseconds ? number
            : number < LeastMilliseconds * 1000 ? number / 1000
            : number < LeastMilliseconds * 1_000_000 ? number / 1_000_000
            : number / 1_000_000_000;
        decimal ticks = decimal.Truncate(seconds * TimeSpan.TicksPerSecond);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks)
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddTicks((long)ticks);
        return true;
    }
}
