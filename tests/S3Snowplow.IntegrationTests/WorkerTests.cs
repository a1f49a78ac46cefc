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
            using HttpResponseMessage answer = await http.PostAsync(new Uri(words[3]), body).Within("the worker's answer");
            using var noNotification = new ByteArrayContent("no JSON"u8.ToArray());
            using HttpResponseMessage other = await http.PostAsync(new Uri(words[3]), noNotification).Within("the worker's answer");

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            Assert.Equal("The collector says: 1 good, 0 bad", await LineAsync(worker, "The collector says: "));
            using HttpResponseMessage health = await http.GetAsync(new Uri(new Uri(words[3]), "/health")).Within("the worker's answer");
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
    [InlineData("--urls", "http://127.0.0.1:99999", "urls")]
    [InlineData("--urls", "http://203.0.113.9:0;http://127.0.0.1:0", "address")]
    [InlineData("--urls", "nonsense", "urls")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("--S3Snowplow:Sqs:QueueUrl", "nonsense", "QueueUrl")]
    [InlineData("--S3Snowplow:Webhook:Secrets:0", "short", "Secrets")]
    public async Task Run_WithAWrongSetting_SaysItInALineAndExits2(string setting, string value, string said)
    {
        ProcessResult result = await DotnetProcess.RunAsync(RepositoryTree.Root, Arguments("--urls", "http://127.0.0.1:0", setting, value));

        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.Contains(said, result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.ToString(), StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Run_WithWrongSettingsOfSeveralSections_SaysThemAllAndExits2()
    {
        ProcessResult result = await DotnetProcess.RunAsync(RepositoryTree.Root, Arguments("--urls", "http://127.0.0.1:0", "--S3Snowplow:Sqs:Receivers", "0", "--S3Snowplow:RabbitMq:Queue", "q"));

        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.Equal(3, result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(["QueueUrl", "Receivers is 0", "RejectedQueue"], part => Assert.Contains(part, result.Errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("AWS_REGION", "eu-west-3", false)]
    [InlineData("AWS_DEFAULT_REGION", "eu-west-3", false)]
    [InlineData("AWS_DEFAULT_REGION", "somewhere else", true)]
    public async Task Run_WithAQueue_NeedsARegion(string variable, string value, bool isRefused)
    {
        // A file as the spool's folder: where the region is found, that is the next thing that ends the start.
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        var start = new ProcessStartInfo("dotnet", Arguments("--urls", "http://127.0.0.1:0", "--S3Snowplow:Sqs:QueueName", "q", "--S3Snowplow:Spool:Directory", file)) { WorkingDirectory = RepositoryTree.Root };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        (start.Environment["AWS_EC2_METADATA_DISABLED"], start.Environment["AWS_CONFIG_FILE"], start.Environment["AWS_SHARED_CREDENTIALS_FILE"]) = ("true", file, file);
        if (variable.Length > 0)
        {
            start.Environment[variable] = value;
        }

        ProcessResult result = await ChildProcess.RunAsync(start, "");

        Assert.True(result.ExitCode == (isRefused ? 2 : 1), result.ToString());
        string line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        string[] said = value.Length == 0 ? ["Region", "AWS_REGION", "AWS_DEFAULT_REGION"] : isRefused ? [variable, value] : ["Spool"];
        Assert.All(said, part => Assert.Contains(part, line, StringComparison.Ordinal));
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
            using HttpResponseMessage answer = await http.PostAsync(new Uri(words[3]), body).Within("the worker's answer");

            await all.Task.Within("metrics and traces");
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
            string line = await process.StandardOutput.ReadLineAsync().Within($"the line '{beginning}'")
                ?? throw new InvalidOperationException($"The worker ended before it wrote '{beginning}'.");
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
