using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing;

/// <summary>The formats of times that a search names: <c>strict_date_optional_time</c>, <c>epoch_millis</c>, or one after the other with <c>||</c>.</summary>
/// <remarks>Source: Elasticsearch Guide, "format"; "Range query", "Missing date components".</remarks>
internal sealed partial class TimeFormat
{
    /// <summary>The formats of a field of the type <c>date</c> that names none.</summary>
    public static readonly TimeFormat Default = new("strict_date_optional_time||epoch_millis");

    private readonly string[] _formats;

    private readonly string _name;

    private TimeFormat(string name) => (_name, _formats) = (name, name.Split("||"));

    /// <summary>The member <c>format</c>.</summary>
    public static TimeFormat Read(JsonElement element)
    {
        if (!element.TryGetProperty("format", out JsonElement format))
        {
            return Default;
        }

        var read = new TimeFormat(format.GetString()!);
        return Array.TrueForAll(read._formats, one => one is "strict_date_optional_time" or "epoch_millis") ? read : throw ElasticsearchError.Illegal($"Invalid format: [{format}]: not modelled here");
    }

    /// <summary>Reads a time, in milliseconds; <see langword="null"/> where the text is not a time.</summary>
    /// <param name="text">The text, or the number.</param>
    /// <param name="isEnd">Whether what is left out is filled with its end.</param>
    public long? Parse(string text, bool isEnd = false) => _formats.Select(format => format == "epoch_millis" ? Millis(text) : Iso(text, isEnd)).FirstOrDefault(time => time is not null);

    public ElasticsearchError Unreadable(string text) => new(400, "parse_exception", $"failed to parse date field [{text}] with format [{_name}]");

    /// <summary>A time as a field of the type <c>date</c> without a format of its own is written: always with three digits.</summary>
    public static string Strict(long milliseconds) =>
        Timestamps.FormatMilliseconds(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    /// <summary>A time as it is written in an answer.</summary>
    public string Write(long milliseconds) => _formats[0] == "epoch_millis" ? milliseconds.ToString(CultureInfo.InvariantCulture) : Strict(milliseconds);

    private static long? Millis(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time) ? time : null;

    private static long? Iso(string text, bool isEnd)
    {
        if (IndexMapping.ParseTime(text) is not { } time || !isEnd)
        {
            return IndexMapping.ParseTime(text);
        }

        Match parts = Parts().Match(text);
        long given = parts.Groups["fraction"].Success ? 1 : parts.Groups["second"].Success ? 1_000 : parts.Groups["minute"].Success ? 60_000 : 86_400_000;
        return time + given - 1;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}(?<minute>:\d{2})(?<second>:\d{2})?(?<fraction>\.\d+)?)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
