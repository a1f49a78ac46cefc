using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>
/// Packs the libraries into a folder of their own, once for all tests, and makes projects that restore from it. Nothing is left behind: neither in the
/// repository's artifacts nor in the user's package cache.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("s3snowplow-packages-").FullName;

    private string Feed => Path.Combine(_root, "feed");

    public string PathOf(string id) => Directory.GetFiles(Feed, $"{id}.*.nupkg").Single(path => !path.EndsWith(".snupkg", StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        foreach (string project in new[] { "S3Snowplow.Core", "S3Snowplow.Lambda", "S3Snowplow.Testing" })
        {
            ProcessResult packed = await DotnetProcess.RunAsync(
                RepositoryTree.Root, "pack", $"src/{project}", "--nologo", "-v", "quiet", "-o", Feed, $"-p:ArtifactsPath={Path.Combine(_root, "artifacts")}");
            if (packed.ExitCode != 0)
            {
                throw new InvalidOperationException(packed.ToString());
            }
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Makes a project with the program of the README that restores from the packed packages, and from the machine's source for the rest.</summary>
    public string NewConsumer()
    {
        string project = Directory.CreateDirectory(Path.Combine(_root, "consumer")).FullName;
        string source = Path.Combine(RepositoryTree.Root, "tests", "S3Snowplow.IntegrationTests", "Packages", "Consumer");
        File.Copy(Path.Combine(source, "Program.cs"), Path.Combine(project, "Program.cs"));
        string version = Path.GetFileNameWithoutExtension(PathOf("S3Snowplow.Core"))["S3Snowplow.Core.".Length..];
        File.WriteAllText(Path.Combine(project, "Consumer.csproj"), File.ReadAllText(Path.Combine(source, "Consumer.csproj")).Replace("PACKAGE_VERSION", version, StringComparison.Ordinal));

        // A cache of its own, so that the package under test is always the one just packed; what else is needed comes from the user's cache.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(project, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root, "cache")}" /></config>
              <fallbackPackageFolders><add key="user" value="{cache}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
            </configuration>
            """);
        return project;
    }
}
