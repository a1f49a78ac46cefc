using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace S3Snowplow.Testing;

/// <summary>Turns JSON into the tokens of the schema library, so that it judges as the pipeline's does.</summary>
/// <remarks>
/// A number with a point or an exponent is no integer, and neither is <c>-0</c>. Lengths are those of code points: the library counts UTF-16
/// units, so a pair of surrogates becomes one character here, in schemas and in data alike. Source: recordings of Micro 1.7.2 (<c>size-1.0</c>,
/// <c>size-1e3</c>, <c>key-4096-emoji</c>); how the Iglu client reads numbers.
/// </remarks>
internal static class JsonTokens
{
    private const char FirstPrivate = '\uE000';
    private const int PrivateCount = 6400;

    /// <summary>Makes the tokens of a value.</summary>
    public static JToken Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JObject(value.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).Select(group => new JProperty(Shorten(group.Key), Of(group.Last().Value)))),
        JsonValueKind.Array => new JArray(value.EnumerateArray().Select(Of)),
        JsonValueKind.String => new JValue(Shorten(value.GetString()!)),
        JsonValueKind.Number => Number(value.GetRawText()),
        JsonValueKind.True => new JValue(true),
        JsonValueKind.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    /// <summary>Makes one character of each pair of surrogates.</summary>
    public static string Shorten(string text)
    {
        if (!text.Any(char.IsSurrogate))
            return text;
        var shortened = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            shortened.Append(rune.IsBmp ? (char)rune.Value : (char)(FirstPrivate + (rune.Value % PrivateCount)));
        return shortened.ToString();
    }

    private static JValue Number(string text)
    {
        var isInteger = text != "-0" && text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (!isInteger)
            return new JValue(double.Parse(text, CultureInfo.InvariantCulture));
        return long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? new JValue(number) : new JValue(BigInteger.Parse(text, CultureInfo.InvariantCulture));
    }
}
