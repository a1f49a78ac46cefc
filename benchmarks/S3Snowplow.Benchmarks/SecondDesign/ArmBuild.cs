using System.Diagnostics;

namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>
/// Builds the one program text of <c>benchmarks/RelayArm</c> twice: against the Core of the working tree, and against that of an earlier commit, which is
/// taken out of the repository into a scratch folder with everything that its build reads.
/// </summary>
internal sealed class ArmBuild(string root, string scratch)
{
    private const string Project = "benchmarks/RelayArm";

    /// <summary>What an earlier commit's build of Core reads, and nothing else of it.</summary>
    private static readonly string[] Needed =
    [
        "src/S3Snowplow.Core", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "BannedSymbols.txt", ".editorconfig",
    ];

    /// <summary>Publishes the present one, and gives its file to be run.</summary>
    /// <param name="name">The folder within the scratch folder.</param>
    /// <param name="options">Further options of <c>dotnet publish</c>.</param>
    public Task<string> PresentAsync(string name, params string[] options) => PublishAsync(root, Project, name, options);

    /// <summary>Publishes the present one with capacities, and gives its file to be run.</summary>
    public Task<string> CapacityAsync() => PublishAsync(root, "benchmarks/CapacityArm", "capacity", []);

    /// <summary>Publishes that of <paramref name="commit"/>, and gives its file to be run.</summary>
    public async Task<string> EarlierAsync(string commit)
    {
        string tree = Path.Combine(scratch, $"tree-{commit}");
        if (!Directory.Exists(tree))
        {
            Directory.CreateDirectory(tree);
            string archive = Path.Combine(scratch, $"{commit}.tar");
            await RunAsync(root, "git", ["archive", "--format=tar", "-o", archive, commit, .. Needed]);
            await RunAsync(tree, "tar", ["-xf", archive]);
            Copy(Project, tree);
            Copy("benchmarks/S3Snowplow.Benchmarks", tree, "SampleNotifications.cs");
        }

        return await PublishAsync(tree, Project, commit, ["-p:RunAnalyzers=false"]);
    }

    /// <summary>The folder of the repository that this program was built in.</summary>
    public static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "S3Snowplow.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("S3Snowplow.sln is in no folder above the program: start it from the repository.");
    }

    private void Copy(string folder, string tree, string pattern = "*")
    {
        Directory.CreateDirectory(Path.Combine(tree, folder));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, folder), pattern))
        {
            File.Copy(file, Path.Combine(tree, folder, Path.GetFileName(file)));
        }
    }

    private async Task<string> PublishAsync(string tree, string project, string name, string[] options)
    {
        string target = Path.Combine(scratch, name);
        await RunAsync(
            tree,
            "dotnet",
            ["publish", project, "-c", "Release", "--nologo", "-v", "quiet", "-o", target, $"-p:ArtifactsPath={Path.Combine(scratch, "build-" + name)}", .. options]);
        return Path.Combine(target, Path.GetFileName(project) + ".dll");
    }

    private static async Task RunAsync(string folder, string program, string[] arguments)
    {
        Console.Error.WriteLine($"{program} {string.Join(' ', arguments)}");
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
        }
    }
}
