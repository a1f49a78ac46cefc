namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>The source files of the packages under <c>src</c>.</summary>
internal static class PackageFiles
{
    /// <summary>The names of the packages.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. RepositoryTree.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => file.Split('/')[1])];

    /// <summary>The C# files of a package as paths within it, sorted.</summary>
    public static IReadOnlyList<string> Of(string package)
    {
        string folder = $"src/{package}/";
        return [.. RepositoryTree.Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)).Select(file => file[folder.Length..])];
    }

    /// <summary>The same with their text.</summary>
    /// <param name="package">The package.</param>
    /// <param name="under">Only the files of this folder of it, with its slash at the end; the paths are then those within the folder.</param>
    public static IReadOnlyList<(string Path, string Text)> Read(string package, string under = "") =>
    [
        .. from file in Of(package)
           where file.StartsWith(under, StringComparison.Ordinal)
           select (file[under.Length..], RepositoryTree.ReadText($"src/{package}/{file}") ?? ""),
    ];
}
