using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Members of a request to Micro, as the library that Micro decodes JSON with (circe) takes them.</summary>
internal static class JsonMembers
{
    /// <summary>A member; one that is null counts as absent.</summary>
    public static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A whole number, which may be sent as a string.</summary>
    public static int? Integer(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return null;
        return decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : null;
    }
}
