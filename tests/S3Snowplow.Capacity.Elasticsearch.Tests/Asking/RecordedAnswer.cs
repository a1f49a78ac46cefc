using System.Text.Json;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>What a real server answered: a file of the folder that <c>S3SNOWPLOW_RECORDINGS</c> names, else of the one beside the repository, else of the copies in it.</summary>
internal sealed record RecordedAnswer(string Name, string Method, string Target, int Status, JsonElement? Answer)
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings");

    /// <summary>All of them, of all servers.</summary>
    public static IReadOnlyList<RecordedAnswer> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)!) is { } server && (server.StartsWith("elasticsearch-", StringComparison.Ordinal) || server.StartsWith("opensearch-", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(Read)
            .OfType<RecordedAnswer>(),
    ];

    public static RecordedAnswer Named(string name) => All.First(one => one.Name == name);

    // Some files hold something else: notes, a profile, several answers at once.
    private static RecordedAnswer? Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("request", out JsonElement request) && request.TryGetProperty("path", out JsonElement path)
            && root.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.Number
            ? new RecordedAnswer(
                Path.GetRelativePath(Root, file).Replace('\\', '/'),
                request.GetProperty("method").GetString()!,
                path.GetString()!,
                status.GetInt32(),
                root.TryGetProperty("answer", out JsonElement answer) ? answer.Clone() : null)
            : null;
    }
}
