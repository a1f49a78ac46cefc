using System.Diagnostics;
using System.Net;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests;

/// <summary>The worker as a newcomer runs it: as a process, with the line that it prints.</summary>
public sealed class WorkerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-worker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_OnDefaults_RelaysWhatTheLineThatItPrintsPosts()
    {
        using Process worker = Start("--urls", "http://127.0.0.1:0");
        try
        {
            string line = await LineAsync(worker, "Try: curl -i ");
            string[] words = line.Split(' ');
            using var http = new HttpClient();
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(RepositoryTree.Root, words[^1][1..])));
            using HttpResponseMessage answer = await http.PostAsync(new Uri(words[3]), body).WaitAsync(Limit, TimeProvider.System);
            using var noNotification = new ByteArrayContent("no JSON"u8.ToArray());
            using HttpResponseMessage other = await http.PostAsync(new Uri(words[3]), noNotification).WaitAsync(Limit, TimeProvider.System);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            Assert.Equal("The collector says: 1 good, 0 bad", await LineAsync(worker, "The collector says: "));
            using HttpResponseMessage health = await http.GetAsync(new Uri(new Uri(words[3]), "/health")).WaitAsync(Limit, TimeProvider.System);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
        }

        // The killed worker has either moved it already or still has it; the first start after it finds out.
        ProcessResult replay = await DotnetProcess.RunAsync(RepositoryTree.Root, Arguments("--replay-rejected"));
        Assert.True(replay.ExitCode == 0, replay.ToString());
        Assert.Contains("Put back into the spool: ", replay.Output, StringComparison.Ordinal);
    }

    private string[] Arguments(params string[] more) =>
        ["run", "--project", "samples/Worker", "--no-build", "--", "--S3Snowplow:Spool:Directory", _folder, .. more];

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", Arguments(arguments)) { WorkingDirectory = RepositoryTree.Root, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("COLLECTOR_URI");
        return Process.Start(start)!;
    }

    private static async Task<string> LineAsync(Process process, string beginning)
    {
        while (true)
        {
            string line = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit, TimeProvider.System)
                ?? throw new InvalidOperationException($"The worker ended before it wrote '{beginning}'.");
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
