using System.Diagnostics;
using System.Globalization;
using System.Text;
using S3Snowplow.Benchmarks.SecondDesign;

namespace S3Snowplow.Benchmarks.Startup;

/// <summary>Publishes the programs to be started: the Lambda sample in three ways, the reference, and the floor.</summary>
internal static class StartupArms
{
    /// <summary>The platform that all is published for: this one.</summary>
    public static readonly string RuntimeIdentifier = $"linux-{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Publishes into <paramref name="folder"/>, with the .NET SDK that is on the path.</summary>
    /// <param name="folder">Where the programs go, a folder each.</param>
    /// <param name="nativeOnly">Whether only natively: what CI has the time for.</param>
    public static async Task<IReadOnlyList<StartupArm>> PublishAsync(string folder, bool nativeOnly)
    {
        List<StartupArm> arms =
        [
            await PublishNativeAsync(folder, "the sample, native", "samples/Lambda", "bootstrap"),
            await PublishNativeAsync(folder, "by hand with HttpClient, native", "benchmarks/HandWrittenFunction", "HandWrittenFunction"),
            await PublishNativeAsync(folder, "empty program, native", "benchmarks/EmptyProgram", "EmptyProgram") with { IsFunction = false },
        ];
        if (!nativeOnly)
        {
            arms.Add(await PublishManagedAsync(folder, "the sample, ReadyToRun", "r2r", $"-r {RuntimeIdentifier} --no-self-contained -p:PublishReadyToRun=true"));
            arms.Add(await PublishManagedAsync(folder, "the sample, just-in-time", "jit", "-p:PublishReadyToRun=false"));
        }

        return arms;
    }

    private static async Task<StartupArm> PublishNativeAsync(string folder, string name, string project, string binary)
    {
        string target = Path.Combine(folder, binary);
        await PublishAsync(project, target, $"-r {RuntimeIdentifier} -p:PublishAot=true -p:ArtifactsPath={Path.Combine(folder, "build")}");
        string file = Path.Combine(target, binary);
        return new StartupArm(name, file, [], new FileInfo(file).Length);
    }

    private static async Task<StartupArm> PublishManagedAsync(string folder, string name, string variant, string options)
    {
        string target = Path.Combine(folder, variant);
        await PublishAsync("samples/Lambda", target, $"{options} -p:ArtifactsPath={Path.Combine(folder, "build-" + variant)}");
        long size = Directory.EnumerateFiles(target).Where(file => Path.GetExtension(file) is ".dll" or ".json").Sum(file => new FileInfo(file).Length);
        return new StartupArm(name, "dotnet", [Path.Combine(target, "bootstrap.dll")], size);
    }

    private static async Task PublishAsync(string project, string target, string options)
    {
        if (Directory.Exists(target))
        {
            Console.Error.WriteLine($"taking {project} as it is in {target}");
            return;
        }

        Console.Error.WriteLine($"publishing {project} {options}");
        var start = new ProcessStartInfo("dotnet", $"publish {project} -c Release --nologo -v quiet -o {target} {options}") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = ArmBuild.Root() };
        using Process process = Process.Start(start)!;
        var output = new StringBuilder(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || output.ToString().Contains("warning IL", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Publishing {project} ended with {process.ExitCode}, or with warnings of the native build:\n{output}"));
        }
    }
}
