using System.Globalization;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Startup;

/// <summary>What a cold start of the function costs, beside a function that somebody wrote by hand and beside a program that does nothing.</summary>
internal static class StartupProgram
{
    private const int WarmInvocations = 1_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("startup: the functions are Linux programs, pinned with taskset and measured by /proc; there is nothing to compare here.");
            return 2;
        }

        int starts = Option(arguments, "--starts") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 40;
        string folder = Option(arguments, "--keep") ?? Directory.CreateTempSubdirectory("s3snowplow-startup").FullName;
        IReadOnlyList<StartupArm> arms = await StartupArms.PublishAsync(Path.GetFullPath(folder), arguments.Contains("--native"));

        // This process and its collector on one processor, the functions on the other.
        System.Diagnostics.Process.GetCurrentProcess().ProcessorAffinity = 2;
        Console.WriteLine(Machine.Describe());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{starts} starts of each, by turns; then {WarmInvocations} invocations of one process"));
        string certificate = Path.Combine(folder, "collector.pem");
        await MeasureAsync("plain HTTP", arms, starts, certificateFile: null, certificateFolder: null);

        // The system's folder of certificates is read whole at the first handshake, beside the file that has them all.
        StartupArm[] functions = [.. arms.Where(arm => arm.IsFunction)];
        await MeasureAsync("HTTPS", functions, starts, certificate, certificateFolder: null);
        await MeasureAsync("HTTPS, SSL_CERT_DIR=/nonexistent", functions, starts, certificate, certificateFolder: "/nonexistent");
        if (Option(arguments, "--keep") is null)
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string title, IReadOnlyList<StartupArm> arms, int starts, string? certificateFile, string? certificateFolder)
    {
        await using CollectorProcess collector = await CollectorProcess.StartAsync(certificateFile: certificateFile);
        var function = new FunctionStart(collector.Address, certificateFile, certificateFolder);
        var costs = arms.ToDictionary(arm => arm, _ => new List<StartCost>());
        for (int start = -3; start < starts; start++)
        {
            foreach (StartupArm arm in arms)
            {
                StartCost cost = await function.OnceAsync(arm);

                // The first ones read the files from the disk and warm up the emulator.
                if (start >= 0)
                {
                    costs[arm].Add(cost);
                }
            }
        }

        var warm = new Dictionary<StartupArm, WarmCost>();
        foreach (StartupArm arm in arms.Where(arm => arm.IsFunction))
        {
            await function.WarmAsync(arm, WarmInvocations / 10);
            warm[arm] = await function.WarmAsync(arm, WarmInvocations);
        }

        StartupTable.Print(title, arms, costs, warm);
    }

    private static string? Option(string[] arguments, string name) =>
        Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;
}
