namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>The repository's <c>schemas</c> folder, laid out as a static Iglu registry.</summary>
internal static class RegistryFolder
{
    private static readonly string Root = Find();

    /// <summary>Every file in it, relative, with forward slashes, sorted: an unexpected file is a finding, not a file to overlook.</summary>
    public static IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>The full path of one of them.</summary>
    public static string Locate(string path) => Path.Combine(Root, path);

    // The test runs somewhere below the repository (artifacts/bin/...), whose root is where the solution lies.
    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "S3Snowplow.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository."), "schemas");
    }
}
