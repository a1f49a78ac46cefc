namespace S3Snowplow.Testing;

/// <summary>Finds the folder of a source file by the path that the compiler recorded.</summary>
/// <remarks>
/// A deterministic build (<c>ContinuousIntegrationBuild</c>) records <c>/_/tests/X/Y.cs</c>, whatever the folder that the repository was checked out to. That
/// root is looked for upwards from the test's assembly, since build output usually stands inside the repository.
/// </remarks>
/// <param name="start">The folder to start from.</param>
/// <param name="root">The repository's root, if the user named it.</param>
internal sealed class SourceLocation(string start, string? root)
{
    /// <summary>The variable that names the repository's root where build output stands outside of it.</summary>
    public const string Variable = "S3SNOWPLOW_SOURCE_ROOT";

    private const string MappedRoot = "/_/";

    /// <summary>The location of this process.</summary>
    public static SourceLocation FromEnvironment() => new(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(Variable));

    /// <summary>The source file's path on this machine.</summary>
    /// <exception cref="DirectoryNotFoundException">Its folder does not exist here.</exception>
    public string Resolve(string sourceFile)
    {
        string? found = sourceFile.StartsWith(MappedRoot, StringComparison.Ordinal) ? FromRoot(sourceFile[MappedRoot.Length..]) : sourceFile;
        if (found is not null && Directory.Exists(Path.GetDirectoryName(found)))
        {
            return found;
        }

        throw new DirectoryNotFoundException(
            $"The folder of the test's source '{sourceFile}' is not on this machine, nor below {(root is null ? $"a folder above '{start}'" : $"'{root}'")}. "
            + $"Set {Variable} to the root of the repository.");
    }

    private string? FromRoot(string relative)
    {
        if (!string.IsNullOrEmpty(root))
        {
            return Path.Combine(root, relative);
        }

        // The file itself is the mark of the root: it needs no agreement on the name of a solution.
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
