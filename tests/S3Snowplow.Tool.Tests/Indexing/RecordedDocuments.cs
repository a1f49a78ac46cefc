using System.Text.Json;
using System.Text.Json.Nodes;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Tool.Tests;

/// <summary>
/// What Snowplow Micro showed of good events, and the documents that Snowplow's own analytics SDK, and so its loader, made of some of them, in <c>S3SNOWPLOW_RECORDINGS</c>. Known by
/// their content: a list whose members have the raw event and the event, and lines that have an event's id and its version.
/// </summary>
internal static class RecordedDocuments
{
    private static readonly Lazy<IReadOnlyList<(string Name, byte[] Content)>> Files = new(() =>
    [.. Directory.EnumerateFiles(DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings"), "index.md", SearchOption.AllDirectories)
        .SelectMany(index => Directory.EnumerateFiles(Path.GetDirectoryName(index)!)).Order(StringComparer.Ordinal)
        .Where(path => Path.GetExtension(path) is ".json" or ".ndjson").Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))]);

    /// <summary>Answers to <c>GET /micro/good</c>, by file.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Good { get; } = [.. Files.Value.Where(file => IsGood(file.Content))];

    /// <summary>Documents by the file they are in and their id.</summary>
    public static IReadOnlyList<(string File, JsonObject Document)> Documents { get; } = [.. Files.Value.Where(file => file.Name.EndsWith(".ndjson", StringComparison.Ordinal)).SelectMany(Read)];

    private static IEnumerable<(string, JsonObject)> Read((string Name, byte[] Content) file) => System.Text.Encoding.UTF8.GetString(file.Content)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!.AsObject())
        .Where(document => document.ContainsKey("event_id") && document.ContainsKey("event_version"))
        .Select(document => (file.Name, document));

    private static bool IsGood(byte[] content)
    {
        if (content.AsSpan().TrimStart(" \r\n"u8) is not [(byte)'[', ..])
        {
            return false;
        }

        using JsonDocument list = JsonDocument.Parse(content);
        return list.RootElement.GetArrayLength() > 0 && list.RootElement.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("rawEvent", out _) && one.TryGetProperty("event", out _));
    }
}
