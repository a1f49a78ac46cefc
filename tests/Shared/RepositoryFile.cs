namespace S3Snowplow.Tests.Shared;

/// <summary>The files of the repository that tests compare with: schemas, documents, golden vectors.</summary>
internal static class RepositoryFile
{
    private const string Mark = "S3Snowplow.sln";

    /// <summary>The full path of the folder that holds the solution. Build output stands somewhere below it.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="path">Its path from the root, with forward slashes; <c>..</c> leaves the repository.</param>
    public static string PathOf(string path) => Path.GetFullPath(path, Root);

    /// <summary>The whole content of a file.</summary>
    /// <param name="path">Its path from the root, with forward slashes.</param>
    public static byte[] Read(string path) => File.ReadAllBytes(PathOf(path));

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above the tests' assembly ({start}) holds {Mark}: the tests run outside of the repository.");
    }
}
