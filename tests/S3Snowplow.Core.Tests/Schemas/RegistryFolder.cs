namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>The repository's <c>schemas</c> folder, laid out as a static Iglu registry.</summary>
internal static class RegistryFolder
{
    private static readonly string Root = RepositoryFile.PathOf("schemas");

    /// <summary>Every file in it, relative, with forward slashes, sorted: an unexpected file is a finding, not a file to overlook.</summary>
    public static IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>The full path of one of them.</summary>
    public static string Locate(string path) => Path.Combine(Root, path);
}
