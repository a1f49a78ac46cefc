namespace S3Snowplow.Tests.Shared;

/// <summary>
/// Finds the folder whose files are the data of a test, so that further data can be tried without touching code: the one that an environment variable names, else the
/// one beside the repository, else the copy inside it, for a clone without its neighbours.
/// </summary>
internal static class DataFolder
{
    /// <summary>The full path of the folder.</summary>
    /// <param name="variable">The environment variable. Empty counts as not set; a relative path starts at the repository's root.</param>
    /// <param name="neighbour">The folder beside the repository, seen from its root, with forward slashes: <c>../shared/cases</c>.</param>
    /// <param name="copy">The project's own copy, from the repository's root: <c>tests/Data/cases</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The variable names a folder that is not there, or nothing is set and neither of the others is there.</exception>
    public static string Find(string variable, string neighbour, string copy) =>
        Find(variable, Environment.GetEnvironmentVariable(variable), RepositoryFile.Root, neighbour, copy);

    /// <summary>The same, with the variable's value and the root given.</summary>
    public static string Find(string variable, string? value, string root, string neighbour, string copy)
    {
        // A folder that was asked for and is not there is a mistake: other data in its place would pass for it.
        if (!string.IsNullOrWhiteSpace(value))
        {
            string named = Path.GetFullPath(value, root);
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"{variable} names '{value}', but there is no folder {named}. Name one that exists, or unset {variable}.");
        }

        string[] places = [Path.GetFullPath(neighbour, root), Path.GetFullPath(copy, root)];
        return Array.Find(places, Directory.Exists)
            ?? throw new DirectoryNotFoundException($"There is neither {places[0]} nor {places[1]}. Set {variable} to the folder with the data.");
    }
}
