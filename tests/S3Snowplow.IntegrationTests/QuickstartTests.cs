using S3Snowplow.Testing;

using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests;

/// <summary>The Quickstart as a newcomer runs it: as a process.</summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-quickstart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WithoutArguments_RelaysEveryShapeAndExitsWithZero()
    {
        ProcessResult run = await QuickstartAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        int events = NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0).Sum(sample => sample.ExpectedEvents);
        Assert.EndsWith($"The collector says: {events} good, 0 bad\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Errors);
        foreach (string expected in new[] { "aws:s3 in SqsBatch+SnsEnvelope", "aws.s3 in SqsBatch", "minio:s3", "rustfs:s3", "ceph:s3", "sgws:s3", "s3:TestEvent", "LambdaDestination" })
        {
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0")]
    [InlineData("iglu:com.acme/s3_change/jsonschema/2-0-1")]
    public async Task Run_WithAnotherSchema_IsGoodUnderIt(string schema)
    {
        ProcessResult run = await QuickstartAsync("--schema", schema);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Matches("The collector says: [1-9][0-9]* good, 0 bad", run.Output);
    }

    [Fact]
    public async Task Run_WithAMalformedDocumentAmongGoodOnes_SaysWhereAndRelaysTheOthers()
    {
        string good = Write("good.json", NotificationSamples.S3Put.Body.Span);
        string bad = Write("bad.json", "{\"Records\":["u8);
        string lines = Write("lines.ndjson", [.. NotificationSamples.SnsEnvelope.Body.Span.ToArray().Where(letter => letter != '\n'), .. "\n{\"Records\":[{\n"u8, .. NotificationSamples.S3Delete.Body.Span]);

        ProcessResult run = await QuickstartAsync(good, bad, lines);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains($"{bad}: $, byte 12 of the file: ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{lines}:2: $, byte ", run.Output, StringComparison.Ordinal);
        Assert.Contains("The collector says: 3 good, 0 bad", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FromStandardInputToACollectorOfOnesOwn_SendsThere()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();

        ProcessResult run = await DotnetProcess.RunWithInputAsync(
            RepositoryTree.Root, System.Text.Encoding.UTF8.GetString(NotificationSamples.CephPut.Body.Span), "run", "--project", "samples/Quickstart", "--no-build", "--", "--collector", collector.Uri.AbsoluteUri, "-");
        await collector.WaitUntilJudgedAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Single(collector.Good);
    }

    [Theory]
    [InlineData("CollectorUri", "--collector", "https://collector.example/a/path")]
    [InlineData("CollectorUri", "--collector", "http://collector.example")]
    [InlineData("EventSchema", "--schema", "object_event")]
    [InlineData("--watch", "--watch", "--collector", "https://collector.example")]
    public async Task Run_WithAWrongSetting_NamesItAndExitsWithTwo(string setting, params string[] arguments)
    {
        ProcessResult run = await QuickstartAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(setting, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAFileThatIsNotThere_SaysSo()
    {
        ProcessResult run = await QuickstartAsync(Path.Combine(_folder, "missing.json"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("missing.json", run.Errors, StringComparison.Ordinal);
    }

    private static Task<ProcessResult> QuickstartAsync(params string[] arguments) =>
        DotnetProcess.RunAsync(RepositoryTree.Root, ["run", "--project", "samples/Quickstart", "--no-build", "--", .. arguments]);

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
