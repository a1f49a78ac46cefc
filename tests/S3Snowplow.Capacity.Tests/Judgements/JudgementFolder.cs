using System.Text.Json;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The scenarios of the judgement and their transitions: the folder that <c>S3SNOWPLOW_JUDGEMENT</c> names, or the project's.</summary>
internal static class JudgementFolder
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_JUDGEMENT", "../shared/judgement", "tests/Data/judgement");

    /// <summary>All that lie in folders <c>scenarios</c>, as paths in the folder, in order.</summary>
    public static IReadOnlyList<string> Scenarios() =>
    [
        .. Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "scenarios")
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A scenario's file.</summary>
    public static byte[] Read(string scenario) => File.ReadAllBytes(Path.Combine(Root, scenario));

    /// <summary>The lines that are expected of it.</summary>
    public static string[] Expected(string scenario)
    {
        string path = Path.Combine(Root, scenario);
        return File.ReadAllLines(Path.Combine(Path.GetDirectoryName(path)!, "..", "expected", Path.GetFileNameWithoutExtension(path) + ".jsonl"));
    }

    /// <summary>For how many minutes an id is remembered in a scenario.</summary>
    public static int DedupOf(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("settings", out JsonElement settings) && settings.TryGetProperty("dedup", out JsonElement dedup) ? dedup.GetInt32() : 1440;
    }
}
