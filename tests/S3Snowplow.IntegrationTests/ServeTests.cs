using System.Diagnostics;
using System.Net;
using S3Snowplow.IntegrationTests.Kills;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests;

/// <summary><c>s3snowplow serve</c> as a process: what only a process shows, a kill, a signal, the variables of Amazon.</summary>
public sealed class ServeTests : IDisposable
{
    private const int Posted = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-serve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kill_WhileTheCollectorIsAway_LosesNothingThatWasTaken()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Always(CollectorFault.Status(503));
        using var http = new HttpClient();
        await using (WorkerProcess killed = WorkerProcess.Start(_folder, collector.Uri))
        {
            Uri webhook = await killed.Listening.Within("serve to listen");
            for (int i = 0; i < Posted; i++)
            {
                using var body = new StringContent(Notification(i));
                using HttpResponseMessage answer = await http.PostAsync(webhook, body).Within("its answer");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            await killed.KillAsync();
        }

        collector.Faults.Clear();
        await using WorkerProcess next = WorkerProcess.Start(_folder, collector.Uri);
        await collector.WaitForAsync(Posted, Timeout.InfiniteTimeSpan).Within("what was taken to be delivered");

        Assert.Equal(Posted, collector.Good.Select(good => good.EventId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Posted, (await next.SpoolOpened.Within("the spool to be opened")).Open);
    }

    [UnixFact("SIGTERM")]
    public async Task Terminate_WhileItRuns_EndsWithExitCode0AndAnEmptySpool()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using WorkerProcess worker = WorkerProcess.Start(_folder, collector.Uri);
        await worker.Listening.Within("serve to listen");

        Assert.Equal(new SpoolContent(0, 0), await worker.StopAndLookAsync());
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("AWS_REGION", "eu-west-3", false)]
    [InlineData("AWS_DEFAULT_REGION", "eu-west-3", false)]
    [InlineData("AWS_DEFAULT_REGION", "somewhere else", true)]
    public async Task Check_WithAQueue_NeedsARegion(string variable, string value, bool isRefused)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "S3Snowplow.Tool", configuration, "s3snowplow.dll"));
        var start = new ProcessStartInfo("dotnet", ["exec", program, "serve", "--check", "--set", "S3Snowplow:Sqs:QueueName=q"]) { WorkingDirectory = _folder };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        string none = Path.Combine(_folder, "none");
        (start.Environment["AWS_EC2_METADATA_DISABLED"], start.Environment["AWS_CONFIG_FILE"], start.Environment["AWS_SHARED_CREDENTIALS_FILE"]) = ("true", none, none);
        if (variable.Length > 0)
        {
            start.Environment[variable] = value;
        }

        ProcessResult result = await ChildProcess.RunAsync(start, "");

        Assert.True(result.ExitCode == (isRefused ? 2 : 0), result.ToString());
        string[] said = !isRefused ? ["SQS q"] : value.Length == 0 ? ["Region", "AWS_REGION", "AWS_DEFAULT_REGION"] : [variable, value];
        Assert.All(said, part => Assert.Contains(part, result.ToString(), StringComparison.Ordinal));
    }

    private static string Notification(int number) =>
        $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"{{{{number}}}}","size":1,"sequencer":"{{{{number:X4}}}}"}}}]}""";
}
