using System.Text;
using System.Text.Json;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>The command <c>relay</c>.</summary>
public sealed class RelayCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-relay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_Samples_RelaysEveryShapeWithTheIdsLast()
    {
        ToolRun run = await ToolRun.OfAsync("relay", "--samples");

        Assert.True(run.ExitCode == 0, run.ToString());
        int events = NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0).Sum(sample => sample.ExpectedEvents);
        Assert.EndsWith($"The collector says: {events} good, 0 bad", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("", run.Errors);
        Assert.StartsWith("Relaying to a collector in this process, http://127.0.0.1:", run.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^aws:s3 +ObjectCreated:Put +example-bucket +HappyFace.jpg +1024 +delivered +[0-9a-f-]{36} *$", run.Output);
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
        ToolRun run = await ToolRun.OfAsync("relay", "--samples", "--schema", schema);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Matches("The collector says: [1-9][0-9]* good, 0 bad", run.Output);
    }

    [Fact]
    public async Task Run_WithAMalformedDocumentAmongGoodOnes_SaysWhereAndRelaysTheOthers()
    {
        string good = Write("good.json", NotificationSamples.S3Put.Body.Span);
        string bad = Write("bad.json", "{\"Records\":["u8);
        string lines = Write("lines.ndjson", [.. NotificationSamples.SnsEnvelope.Body.Span.ToArray().Where(letter => letter != '\n'), .. "\n{\"Records\":[{\n"u8, .. NotificationSamples.S3Delete.Body.Span]);

        ToolRun run = await ToolRun.OfAsync("relay", good, bad, lines);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains($"{bad}: $, byte 12 of the file: ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{lines}:2: $, byte ", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 parts that could not be read", run.Output, StringComparison.Ordinal);
        Assert.Contains("The collector says: 3 good, 0 bad", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ToACollectorOfOnesOwn_SendsThereAndNamesIt()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();

        ToolRun run = await ToolRun.OfAsync("relay", Write("put.json", NotificationSamples.CephPut.Body.Span), "--collector", collector.Uri.AbsoluteUri);
        await collector.WaitUntilJudgedAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.StartsWith($"Relaying to {collector.Uri}", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("The collector says", run.Output, StringComparison.Ordinal);
        Assert.Single(collector.Good);
    }

    // An address with a typing error must not become half a relay.
    [Theory]
    [InlineData("--collector is 'https://collector.example/a/path', with the path", "--samples", "--collector", "https://collector.example/a/path")]
    [InlineData("--collector is 'http://collector.example/': http sends the events in the clear, which is allowed to this machine only; use https, or give --allow-http.", "--samples", "--collector", "http://collector.example")]
    [InlineData("--collector is 'collector.example'", "--samples", "--collector", "collector.example")]
    [InlineData("--collector is an address with a user (not printed here)", "--samples", "--collector", "https://me:secret@collector.example")]
    [InlineData("--schema is 'object_event'", "--samples", "--schema", "object_event")]
    [InlineData("--watch keeps the collector", "--samples", "--watch", "--collector", "https://collector.example")]
    [InlineData("--all prints rows as they come", "--samples", "--all", "--json")]
    [InlineData("Nothing is named to relay: give files with notifications, '-' for standard input, or --samples", "--allow-http")]
    [InlineData("There is no file 'missing.json'.", "missing.json")]
    [InlineData("'-', standard input, is named twice", "-", "-")]
    public async Task Run_WithAWrongCommandLine_NamesTheOptionAndExitsWithTwo(string said, params string[] arguments)
    {
        ToolRun run = await ToolRun.OfAsync(["relay", .. arguments]);

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(said, run.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was done.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAFile_MentionsTheDemo()
    {
        ToolRun run = await ToolRun.OfAsync("relay");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("s3snowplow demo", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAFileThatIsNotThereBehindOneThatIs_SendsNothing()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();

        ToolRun run = await ToolRun.OfAsync("relay", Write("good.json", NotificationSamples.S3Put.Body.Span), "missing.json", "--collector", collector.Uri.AbsoluteUri);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task Run_OfMoreThanATableHolds_PrintsASummaryAndFailuresUpToANumber()
    {
        string file = Write("many.ndjson", Encoding.UTF8.GetBytes(Lines(250) + string.Concat(Enumerable.Repeat("{\"Records\":[{}]}\n", 30))));

        ToolRun run = await ToolRun.OfAsync("relay", file);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Matches("(?m)^ObjectCreated:Put +delivered +250 +[0-9.]+ KB *$", run.Output);
        Assert.Equal(20, run.Output.Split('\n').Count(line => line.StartsWith(file, StringComparison.Ordinal)));
        Assert.Matches(@"\.\.\. and [1-9][0-9]* more like these\.", run.Output);
        Assert.DoesNotContain("key-17", run.Output, StringComparison.Ordinal);
        Assert.Contains("The collector says: 250 good, 0 bad", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAll_PrintsARowForEach()
    {
        ToolRun run = await ToolRun.OfAsync("relay", "--all", Write("many.ndjson", Encoding.UTF8.GetBytes(Lines(250))));

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(250, run.Output.Split('\n').Count(line => line.StartsWith("aws:s3 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_WithJson_PrintsOneDocument()
    {
        ToolRun run = await ToolRun.OfAsync("relay", "--json", Write("two.ndjson", Encoding.UTF8.GetBytes(Lines(2))));

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        JsonElement root = json.RootElement;
        Assert.Equal((2, 2, 2, 0), (Number(root, "notifications"), Number(root, "events"), Number(root, "delivered"), Number(root, "problems")));
        Assert.Equal((2, 0), (Number(root.GetProperty("verdict"), "good"), Number(root.GetProperty("verdict"), "bad")));
        Assert.Equal(["key-0", "key-1"], root.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("key").GetString()));
        Assert.Equal("delivered", root.GetProperty("byName")[0].GetProperty("outcome").GetString());
    }

    // One line when it is seen, one at the end, whatever the number of events; and nothing waits for all of them one after the other.
    [Fact]
    public async Task Run_ToACollectorThatIsDown_SaysSoOnceAndGivesUp()
    {
        var time = new ManualTimeProvider();
        Task<ToolRun> running = ToolRun.OfAsync(time, "relay", Write("many.ndjson", Encoding.UTF8.GetBytes(Lines(3000))), "--collector", "http://127.0.0.1:1");
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        ToolRun run = await running;

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Single(run.Errors.Split('\n'), line => line.Contains("takes nothing (", StringComparison.Ordinal) && line.Contains("It is tried for 15 s", StringComparison.Ordinal));
        Assert.Contains("The collector http://127.0.0.1:1/ took nothing for 15 s, for as long as an event is tried, and reading ended there.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("RetryBudget", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Contains("EXPIRED: tried for 15 s", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatIsStopped_TellsWhatWasDelivered()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Enqueue(request => request.Number > 1, CollectorFault.Hang());
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var time = new ManualTimeProvider();
        var settings = new RelaySettings([Write("many.ndjson", Encoding.UTF8.GetBytes(Lines(3000)))], IsSamples: false, collector.Uri);
        Task<int> running = RelayRun.RunAsync(settings, new ToolConsole(output, errors, time), stop.Token);
        await collector.WaitForRequestsAsync(2);
        await collector.WaitForAsync(1);

        await stop.CancelAsync();
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Contains("Stopped. What is counted as delivered is at the collector", errors.ToString(), StringComparison.Ordinal);
        Assert.Matches("[1-9][0-9,]* notifications, [1-9][0-9,]* events: [1-9][0-9,]* delivered, [1-9][0-9,]* (expired|abandoned)", output.ToString());
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(number =>
        $$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"key-{{{number}}}","size":100,"sequencer":"{{{number:X16}}}" } } }]}""" + "\n"));

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
