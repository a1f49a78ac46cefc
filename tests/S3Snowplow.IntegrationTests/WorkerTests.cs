using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using S3Snowplow.Testing;
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

    [Theory]
    [InlineData("--COLLECTOR_URI", "collector.acme.com", "CollectorUri")]
    [InlineData("--S3Snowplow:Delivery:MaxBatchEvents", "many", "S3Snowplow:Delivery:MaxBatchEvents")]
    [InlineData("--urls", "http://0.0.0.0:0", "AddWebhook")]
    public async Task Run_WithAWrongSetting_SaysItInALineAndExits2(string setting, string value, string said)
    {
        ProcessResult result = await DotnetProcess.RunAsync(RepositoryTree.Root, Arguments("--urls", "http://127.0.0.1:0", setting, value));

        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.Contains(said, result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnOpenTelemetryEndpoint_SendsMetricsAndTracesThere()
    {
        var got = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer backend = await LoopbackServer.StartAsync(
            0,
            async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                got.AddOrUpdate(context.Request.Path, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
                string metrics = got.GetValueOrDefault("/v1/metrics", ""), traces = got.GetValueOrDefault("/v1/traces", "");
                if (metrics.Contains("s3snowplow.notification.age", StringComparison.Ordinal) && metrics.Contains("s3snowplow.spool.length", StringComparison.Ordinal)
                    && traces.Contains("collector post", StringComparison.Ordinal) && traces.Contains("relay", StringComparison.Ordinal))
                {
                    all.TrySetResult();
                }
            },
            CancellationToken.None);
        using Process worker = Start(
            "--urls", "http://127.0.0.1:0", "--OTEL_EXPORTER_OTLP_ENDPOINT", backend.Uri.AbsoluteUri, "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "--OTEL_METRIC_EXPORT_INTERVAL", "500");
        try
        {
            string[] words = (await LineAsync(worker, "Try: curl -i ")).Split(' ');
            using var http = new HttpClient();
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(RepositoryTree.Root, words[^1][1..])));
            using HttpResponseMessage answer = await http.PostAsync(new Uri(words[3]), body).WaitAsync(Limit, TimeProvider.System);

            await all.Task.WaitAsync(Limit, TimeProvider.System);
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
        }
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
