namespace S3Snowplow.Core.Tests;

/// <summary>Files of the repository that tests compare with: schemas, documents, golden vectors.</summary>
internal static class RepositoryFile
{
    /// <summary>The whole content of a file.</summary>
    /// <param name="path">Its path from the root, with forward slashes.</param>
    public static byte[] Read(string path)
    {
        // The test runs somewhere below the repository, whose root is where the solution lies.
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "S3Snowplow.sln"))) folder = folder.Parent;
        return File.ReadAllBytes(Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository."), path));
    }
}
