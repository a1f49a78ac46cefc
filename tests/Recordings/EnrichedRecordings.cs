using System.Text.Json;

namespace S3Snowplow.Tests.Shared;

/// <summary>Enriched events as Enrich wrote them, and the documents that Snowplow's loader makes of them, in <c>S3SNOWPLOW_RECORDINGS</c>.</summary>
internal static class EnrichedRecordings
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings");

    /// <summary>The names of the files with documents, one of a line, in the order of <see cref="Lines"/>; the version of the SDK that made them is in the name.</summary>
    public static IReadOnlyList<string> Documents { get; } = [.. Find("documents-sdk-*.ndjson").Select(path => Path.GetFileName(path))];

    /// <summary>Enriched events, tab-separated.</summary>
    public static IReadOnlyList<string> Lines { get; } = [.. Find("enriched.tsv").Take(1).SelectMany(File.ReadAllLines).Where(line => line.Length > 0)];

    /// <summary>Reads the documents of one file.</summary>
    public static JsonElement[] Read(string file) => [.. Find(file).Take(1).SelectMany(File.ReadAllLines).Where(line => line.Length > 0).Select(Parse)];

    private static IEnumerable<string> Find(string pattern) => Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
