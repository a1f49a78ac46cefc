using System.IO.Enumeration;
using System.Text;

namespace S3Snowplow.Testing.Tests;

/// <summary>
/// The files of this repository as a checkout has them: what <c>.gitignore</c> names is left out. Asks no git, so it also works in a source archive.
/// </summary>
internal static class RepositoryTree
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root => RepositoryFile.Root;

    /// <summary>Every file, as a path from the root with slashes, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(new DirectoryInfo(Root)).Select(file => Relative(file.FullName)).Order(StringComparer.Ordinal)];

    /// <summary>The file's content, or <see langword="null"/> if it is no text: a zero byte decides, as it does for git.</summary>
    public static string? ReadText(string file)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Root, file));
        return bytes.Contains((byte)0) ? null : Encoding.UTF8.GetString(bytes);
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Root, ".gitignore")).Select(line => line.Trim()).Where(line => line.Length > 0)];
        HashSet<string> folders = [".git", .. ignored.Where(line => line.EndsWith('/')).Select(line => line.Trim('/'))];
        string[] names = [.. ignored.Where(line => !line.EndsWith('/'))];
        return WalkInto(folder);

        IEnumerable<FileInfo> WalkInto(DirectoryInfo inner) => inner.EnumerateFiles()
            // In a worktree, .git is a file.
            .Where(file => file.Name != ".git")
            .Where(file => !Array.Exists(names, pattern => FileSystemName.MatchesSimpleExpression(pattern, file.Name, ignoreCase: false)))
            .Concat(inner.EnumerateDirectories().Where(child => !folders.Contains(child.Name) && child.LinkTarget is null).SelectMany(WalkInto));
    }
}
