using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Tool.Tests.Listings;

/// <summary>An answer of a store, or an inventory, and what a reader should find in it; <c>README.md</c> of the cases explains the members.</summary>
/// <param name="Name">Its path below the root of the cases, with forward slashes.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Answer">The right answer.</param>
internal sealed record ListingCase(string Name, string Path, JsonElement Answer)
{
    public static IReadOnlyList<ListingCase> Every { get; } = ReadAll(DataFolder.Find("S3SNOWPLOW_CASES", "../shared/cases", "tests/Data/cases"));

    public static TheoryData<string> Of(Func<ListingCase, bool> which) => [.. Every.Where(which).Select(one => one.Name)];

    public static ListingCase Named(string name) => Every.Single(one => one.Name == name);

    public string Kind => Answer.GetProperty("kind").GetString()!;

    public string? Text(string member) => Answer.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What differs between the answer and what was read, a line each; empty: nothing.</summary>
    public string Differences(IReadOnlyList<ListedObject> found)
    {
        JsonElement[] expected = [.. Answer.GetProperty("objects").EnumerateArray()];
        List<string> wrong = expected.Length == found.Count ? [] : [$"{found.Count} objects, expected {expected.Length}"];
        for (int i = 0; i < Math.Min(expected.Length, found.Count); i++)
        {
            foreach (JsonProperty member in expected[i].EnumerateObject())
            {
                (object? right, object? read) = Both(member, found[i]);
                if (!Equals(right, read))
                {
                    wrong.Add(string.Create(CultureInfo.InvariantCulture, $"object {i}: {member.Name} is {read ?? "null"}, expected {right ?? "null"}"));
                }
            }

            bool isLost = expected[i].TryGetProperty("keyLost", out JsonElement lost) && lost.GetBoolean();
            if (Kind != "page" && isLost != found[i].IsKeyLost)
            {
                wrong.Add($"object {i}: lost is {found[i].IsKeyLost}");
            }
        }

        if (Answer.TryGetProperty("bytes", out JsonElement bytes) && bytes.GetInt64() != found.Sum(one => one.Size))
        {
            wrong.Add($"bytes are {found.Sum(one => one.Size)}");
        }

        if (Answer.TryGetProperty("bytesOfLatest", out JsonElement latest) && latest.GetInt64() != found.Where(one => one.IsLatest).Sum(one => one.Size))
        {
            wrong.Add($"bytes of latest are {found.Where(one => one.IsLatest).Sum(one => one.Size)}");
        }

        return string.Join('\n', wrong);
    }

    private static (object? Right, object? Read) Both(JsonProperty member, in ListedObject found) => member.Name switch
    {
        "key" => (member.Value.GetString(), found.Key),
        "size" => member.Value.ValueKind == JsonValueKind.Null ? (true, found.IsDeleteMarker) : (member.Value.GetInt64(), found.Size),
        "lastModified" => (DateTimeOffset.Parse(member.Value.GetString()!, CultureInfo.InvariantCulture), found.LastModified),
        "etag" => (member.Value.GetString(), found.ETag),
        "versionId" => (member.Value.GetString() is "null" or "" ? null : member.Value.GetString(), found.VersionId),
        "isLatest" => (member.Value.GetBoolean(), found.IsLatest),
        "deleteMarker" => (member.Value.GetBoolean(), found.IsDeleteMarker),
        _ => (null, null),
    };

    private static ListingCase[] ReadAll(string root) =>
    [
        .. Directory.EnumerateFiles(root, "objects.json", SearchOption.AllDirectories).SelectMany(file =>
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            string folder = System.IO.Path.GetDirectoryName(file)!;
            return document.RootElement.EnumerateObject().Where(entry => entry.Value.TryGetProperty("kind", out _)).Select(entry =>
            {
                string path = System.IO.Path.Combine(folder, entry.Name);
                return new ListingCase(System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'), path, entry.Value.Clone());
            }).ToArray();
        }).OrderBy(one => one.Name, StringComparer.Ordinal),
    ];
}
