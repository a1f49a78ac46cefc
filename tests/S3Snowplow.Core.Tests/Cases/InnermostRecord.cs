using System.Text;
using System.Text.Json;

namespace S3Snowplow.Core.Tests.Cases;

/// <summary>Finds the records of a body by other means than the reader: whatever has an <c>s3</c>, or a <c>detail</c> with an object, at any depth and in any string.</summary>
internal static class InnermostRecord
{
    public static IEnumerable<JsonElement> AllOf(byte[] body) => Parse(body) is { } json ? AllOf(json) : [];

    private static IEnumerable<JsonElement> AllOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when IsRecord(json) => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => AllOf(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(AllOf),
        JsonValueKind.String => AllOf(Encoding.UTF8.GetBytes(json.GetString()!)),
        _ => [],
    };

    private static bool IsRecord(JsonElement json) =>
        json.TryGetProperty("s3", out _)
        || (json.TryGetProperty("detail", out JsonElement detail) && detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("object", out _));

    private static JsonElement? Parse(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
