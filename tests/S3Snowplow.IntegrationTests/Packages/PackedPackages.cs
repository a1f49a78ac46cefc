using System.Reflection;
using System.Xml.Linq;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>
/// Packs the libraries and the templates into a folder of their own, once for all tests, and makes projects that restore from it. Nothing is left behind:
/// neither in the repository's artifacts, nor in the user's package cache, nor among the user's templates.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    // As this assembly was built, so was everything that it refers to: packing builds nothing.
    private static readonly string Configuration = typeof(PackedPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private readonly string _root = Directory.CreateTempSubdirectory("s3snowplow-packages-").FullName;

    /// <summary>The version that all of them have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(PathOf("S3Snowplow.Core"))["S3Snowplow.Core.".Length..];

    private string Feed => Path.Combine(_root, "feed");

    public string PathOf(string id) => Directory.GetFiles(Feed, $"{id}.*.nupkg")
        .Single(path => !path.EndsWith(".snupkg", StringComparison.Ordinal) && char.IsAsciiDigit(Path.GetFileName(path)[id.Length + 1]));

    public async Task InitializeAsync()
    {
        // All at once, which takes a tenth of one after the other.
        await RunAsync(RepositoryTree.Root, "pack", "S3Snowplow.sln", "--no-build", "--configuration", Configuration, "--nologo", "-v", "quiet", "-o", Feed);
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
        await NewLambdaInAsync(folder, name, options);
        return folder;
    }

    /// <summary>Makes a project of the template that is told where the packages are, in a folder with files above it.</summary>
    public async Task<string> NewLambdaInsideAsync(string name, params (string Name, string Content)[] above)
    {
        string parent = NewFolder("above-" + name, withFeed: false);
        foreach ((string file, string content) in above)
        {
            await File.WriteAllTextAsync(Path.Combine(parent, file), content);
        }

        string folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        await NewLambdaInAsync(folder, name, "--package-source", Feed);
        return folder;
    }

    /// <summary>Installs the packed tool, once for all tests, and gives its program.</summary>
    public async Task<string> InstallToolAsync()
    {
        string tools = Path.Combine(_root, "tools");
        string program = Path.Combine(tools, OperatingSystem.IsWindows() ? "s3snowplow.exe" : "s3snowplow");
        if (!File.Exists(program))
        {
            await RunAsync(NewFolder("tool"), "tool", "install", "S3Snowplow.Tool", "--version", Version, "--tool-path", tools);
        }

        return program;
    }

    private async Task NewLambdaInAsync(string folder, string name, params string[] options)
    {
        string hive = Path.Combine(_root, "hive");
        if (!Directory.Exists(hive))
        {
            await RunAsync(folder, "new", "install", PathOf("S3Snowplow.Templates"), "--debug:custom-hive", hive);
        }

        await RunAsync(folder, ["new", "s3snowplow-lambda", "-n", name, "-o", ".", .. options, "--debug:custom-hive", hive]);
    }

    /// <summary>Makes a project of one of the SDK's own templates, with references to packages as <c>dotnet add package</c> writes them.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="packages">The packages.</param>
    public async Task<string> NewFreshAsync(string template, params string[] packages)
    {
        string folder = NewFolder("fresh-" + template);
        await RunAsync(folder, "new", template, "-n", "Fresh", "-o", ".", "--no-restore");
        string project = Path.Combine(folder, "Fresh.csproj");
        var text = XDocument.Load(project);
        text.Root!.Add(new XElement("ItemGroup", packages.Select(package => new XElement("PackageReference", new XAttribute("Include", package), new XAttribute("Version", Version)))));
        text.Save(project);
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

    private string NewFolder(string name, bool withFeed = true)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

        // A cache of its own, so that the package under test is always the one just packed; what else is needed comes from the user's cache.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root, "cache")}" /></config>
              <fallbackPackageFolders><add key="user" value="{cache}" /></fallbackPackageFolders>
              <packageSources>{(withFeed ? $"<add key=\"packed\" value=\"{Feed}\" />" : "")}</packageSources>
            </configuration>
            """);
        return folder;
    }
}
