using System.Text.Json;

namespace S3Snowplow.Core.Tests.Cases;

/// <summary>A body that somebody's software sent, and what a reader should find in it.</summary>
/// <param name="Name">The body's path below the root of the cases, with forward slashes.</param>
/// <param name="Folder">The folder of its <c>answers.json</c>, below the root: one store, as a rule.</param>
/// <param name="Path">Where the body stands.</param>
/// <param name="Answer">The right answer; its members are explained in <c>README.md</c> of the cases.</param>
internal sealed record NotificationCase(string Name, string Folder, string Path, JsonElement Answer)
{
    /// <summary>Every case below the root, in the order of its names.</summary>
    /// <remarks>The variable names another root; nothing here depends on how its folders and files are called, but for the <c>answers.json</c>.</remarks>
    public static IReadOnlyList<NotificationCase> Every { get; } = ReadAll(DataFolder.Find("S3SNOWPLOW_CASES", "../shared/cases", "tests/Data/cases"));

    public byte[] Body => File.ReadAllBytes(Path);

    public static NotificationCase Named(string name) => Every.Single(one => one.Name == name);

    private static NotificationCase[] ReadAll(string root) =>
    [
        .. Directory.EnumerateFiles(root, "answers.json", SearchOption.AllDirectories)
            .SelectMany(answers => ReadFolder(root, answers))
            .OrderBy(one => one.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<NotificationCase> ReadFolder(string root, string answers)
    {
        string folder = System.IO.Path.GetDirectoryName(answers)!;
        using var document = JsonDocument.Parse(File.ReadAllBytes(answers));

        // An answer with a kind is that of a bucket's listing, which is no notification.
        return [.. document.RootElement.EnumerateObject()
            .Where(entry => !entry.Value.TryGetProperty("kind", out _))
            .Select(entry => new NotificationCase(Below(root, System.IO.Path.Combine(folder, entry.Name)), Below(root, folder), System.IO.Path.Combine(folder, entry.Name), entry.Value.Clone()))];
    }

    private static string Below(string root, string path) => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/');
}
