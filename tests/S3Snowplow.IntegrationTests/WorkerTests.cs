using System.Diagnostics;
using System.Net;
using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests;

/// <summary>The sample of a host as a newcomer runs it: as a process, with the line that it prints.</summary>
public sealed class WorkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-worker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WithACollector_RelaysWhatTheLineThatItPrintsPosts()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var start = new ProcessStartInfo("dotnet", Arguments()) { WorkingDirectory = RepositoryTree.Root, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["COLLECTOR_URI"] = collector.Uri.AbsoluteUri;
        using Process worker = Process.Start(start)!;
        try
        {
            string[] words = (await LineAsync(worker, "Try: curl -i ")).Split(' ');
            using var http = new HttpClient();
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(RepositoryTree.Root, words[^1][1..])));
            using HttpResponseMessage answer = await http.PostAsync(new Uri(words[3]), body).Within("the worker's answer");
            using HttpResponseMessage health = await http.GetAsync(new Uri(new Uri(words[3]), "/health")).Within("the worker's answer");

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, health.StatusCode));
            await collector.WaitForAsync(1, Timeout.InfiniteTimeSpan).Within("the event at the collector");
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Run_WithWrongSettings_SaysThemInALineEachAndExits2()
    {
        ProcessResult result = await DotnetProcess.RunAsync(RepositoryTree.Root, Arguments("--COLLECTOR_URI", "collector.acme.com", "--S3Snowplow:Spool:MaxBytes", "5"));

        Assert.True(result.ExitCode == 2, result.ToString());
        string[] lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain("   at ", result.ToString(), StringComparison.Ordinal);
        Assert.All(["CollectorUri", "MaxBytes is 5"], said => Assert.Contains(lines, line => line.Contains(said, StringComparison.Ordinal)));
    }

    private string[] Arguments(params string[] more)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Worker", configuration, "Worker.dll"));
        return ["exec", built, "--urls", "http://127.0.0.1:0", "--S3Snowplow:Spool:Directory", _folder, .. more];
    }

    private static async Task<string> LineAsync(Process process, string beginning)
    {
        while (true)
        {
            string line = await process.StandardOutput.ReadLineAsync().Within($"the line '{beginning}'")
                ?? throw new InvalidOperationException($"The worker ended before it wrote '{beginning}'.");
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
