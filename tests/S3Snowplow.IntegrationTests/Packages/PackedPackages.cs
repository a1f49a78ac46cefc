using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>
/// Packs the libraries and the templates into a folder of their own, once for all tests, and makes projects that restore from it. Nothing is left behind:
/// neither in the repository's artifacts, nor in the user's package cache, nor among the user's templates.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("s3snowplow-packages-").FullName;

    /// <summary>The version that all of them have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(PathOf("S3Snowplow.Core"))["S3Snowplow.Core.".Length..];

    private string Feed => Path.Combine(_root, "feed");

    public string PathOf(string id) => Directory.GetFiles(Feed, $"{id}.*.nupkg").Single(path => !path.EndsWith(".snupkg", StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        foreach (string project in new[] { "src/S3Snowplow.Core", "src/S3Snowplow.Lambda", "src/S3Snowplow.Hosting", "src/S3Snowplow.AspNetCore", "src/S3Snowplow.Capacity", "src/S3Snowplow.RabbitMq", "src/S3Snowplow.Testing", "templates/S3Snowplow.Templates" })
        {
            // The build of the solution has analysed the same code.
            await RunAsync(RepositoryTree.Root, "pack", project, "-p:RunAnalyzers=false", "--nologo", "-v", "quiet", "-o", Feed, $"-p:ArtifactsPath={Path.Combine(_root, "artifacts")}");
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
        string project = NewFolder("consumer");
        string source = Path.Combine(RepositoryTree.Root, "tests", "S3Snowplow.IntegrationTests", "Packages", "Consumer");
        File.Copy(Path.Combine(source, "Program.cs"), Path.Combine(project, "Program.cs"));
        File.WriteAllText(Path.Combine(project, "Consumer.csproj"), File.ReadAllText(Path.Combine(source, "Consumer.csproj")).Replace("PACKAGE_VERSION", Version, StringComparison.Ordinal));
        return project;
    }

    /// <summary>Makes a project of the template, with its test unless the options say otherwise.</summary>
    public async Task<string> NewLambdaAsync(string name, params string[] options)
    {
        string folder = NewFolder(name);
        string hive = Path.Combine(_root, "hive");
        if (!Directory.Exists(hive))
        {
            await RunAsync(folder, "new", "install", PathOf("S3Snowplow.Templates"), "--debug:custom-hive", hive);
        }

        await RunAsync(folder, ["new", "s3snowplow-lambda", "-n", name, "-o", ".", .. options, "--debug:custom-hive", hive]);
        return folder;
    }

    private static async Task RunAsync(string folder, params string[] arguments)
    {
        ProcessResult run = await DotnetProcess.RunAsync(folder, arguments);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException(run.ToString());
        }
    }

    private string NewFolder(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

        // A cache of its own, so that the package under test is always the one just packed; what else is needed comes from the user's cache.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root, "cache")}" /></config>
              <fallbackPackageFolders><add key="user" value="{cache}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
            </configuration>
            """);
        return folder;
    }
}
