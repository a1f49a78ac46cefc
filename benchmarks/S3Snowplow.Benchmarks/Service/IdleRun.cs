using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>What a service costs that has nothing to do: the Worker sample as published, beside an application that is empty.</summary>
internal static class IdleRun
{
    /// <summary>An application without any endpoint, until its input ends.</summary>
    public static async Task<int> EmptyAsync()
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        string folder = Directory.CreateTempSubdirectory("s3snowplow-idle-").FullName;
        try
        {
            await PublishAsync(Path.Combine(folder, "jit"));
            await PublishAsync(Path.Combine(folder, "native"), "-r", "linux-x64", "-p:PublishAot=true", $"-p:ArtifactsPath={Path.Combine(folder, "artifacts")}");
            Console.WriteLine("| idle | resident, MB | of it files and shared | CPU, % of a core |");
            Console.WriteLine("|---|---:|---:|---:|");
            var empty = new ProcessStartInfo(Environment.ProcessPath!, ["idle-child"]);
            string[] arguments = ["--urls", "http://127.0.0.1:0", "--S3Snowplow:Spool:Directory", Path.Combine(folder, "spool")];
            var worker = new ProcessStartInfo("dotnet", [Path.Combine(folder, "jit", "Worker.dll"), .. arguments]);
            var native = new ProcessStartInfo(Path.Combine(folder, "native", "Worker"), arguments);
            worker.Environment["COLLECTOR_URI"] = native.Environment["COLLECTOR_URI"] = collector.Address.AbsoluteUri;
            await MeasureAsync("empty ASP.NET Core application", empty, quick);
            await MeasureAsync("samples/Worker: webhook and spool", worker, quick);
            await MeasureAsync("the same, published natively", native, quick);
            Console.WriteLine();
            Console.WriteLine("Must: under 60 MB, under 0.1 % of a core.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PublishAsync(string folder, params string[] properties)
    {
        using Process publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", "samples/Worker", "-c", "Release", "-o", folder, "-p:RunAnalyzers=false", "--nologo", "-v", "q", .. properties]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException("samples/Worker could not be published (run this from the root of the repository): " + said);
        }
    }

    private static async Task MeasureAsync(string name, ProcessStartInfo start, bool quick)
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput) = (false, true, true);
        using Process process = Process.Start(start)!;
        try
        {
            Task drained = process.StandardOutput.ReadToEndAsync();

            // Until the just-in-time compiler has done with the start.
            await Task.Delay(TimeSpan.FromSeconds(quick ? 3 : 30));
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            TimeSpan time = TimeSpan.FromSeconds(quick ? 3 : 60);
            await Task.Delay(time);
            process.Refresh();
            double percent = (process.TotalProcessorTime - before) / time * 100;
            double Kilobytes(string what) => double.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(what, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
            double resident = Kilobytes("VmRSS") / 1000;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {resident:F1} | {(Kilobytes("RssFile") + Kilobytes("RssShmem")) / 1000:F1} | {percent:F2} |"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
