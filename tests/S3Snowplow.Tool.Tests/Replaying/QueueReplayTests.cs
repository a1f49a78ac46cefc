using System.Text;
using Amazon.Runtime;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary><c>replay --queue</c> with the model of a queue.</summary>
public sealed class QueueReplayTests
{
    [Fact]
    public async Task Replay_OfAQueue_DeletesWhatIsDeliveredAndLeavesTheRest()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var queue = new LocalSqs();
        foreach (string body in (string[])[Text(NotificationSamples.S3Put), "{\"Records\":[", Text(NotificationSamples.S3Delete)])
        {
            queue.Send(body);
        }

        (RelayTally tally, PassEnd end, string left) = await ReplayAsync(queue, collector.Uri, most: null);
        await collector.WaitUntilJudgedAsync();

        Assert.Equal(PassEnd.Done, end);
        Assert.Equal((3, 2, 1), (tally.Notifications, tally.NotificationsDelivered, tally.Problems));
        Assert.Equal((2, 1), (queue.Deleted, queue.Count));
        Assert.Equal(2, collector.Good.Count);

        // Each was received once: what stays does not come again and again.
        Assert.Equal("2 messages were delivered and deleted from the queue; 1 were not delivered and are in the queue still.", left);
    }

    [Fact]
    public async Task Replay_OfSoMany_TakesNoMore()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var queue = new LocalSqs();
        for (int i = 0; i < 15; i++)
        {
            queue.Send(Text(NotificationSamples.S3Put));
        }

        (_, PassEnd end, string left) = await ReplayAsync(queue, collector.Uri, most: 4);

        Assert.Equal(PassEnd.Done, end);
        Assert.Equal((4, 11), (queue.Deleted, queue.Count));
        Assert.Contains("there may be more in it, for --max was reached", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_WithAMissingPermission_SaysWhy()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var queue = new LocalSqs();
        queue.Send(Text(NotificationSamples.S3Put));
        var console = new ToolConsole(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        RelayOptions options = RelayPass.Options(collector.Uri);
        var pass = new RelayPass(console, options);

        (PassEnd end, _) = await QueueReplay.RunAsync(
            pass, new QueueSettings(queue.Url, null, null) { Credentials = new BasicAWSCredentials("SOMEBODYELSE", "wrong"), Handler = queue.CreateHandler }, options, most: null, console, CancellationToken.None);

        Assert.Equal(PassEnd.SourceFailed, end);
        Assert.StartsWith($"The queue {queue.Url} cannot be read: SQS refused ReceiveMessage", pass.Problem, StringComparison.Ordinal);
        Assert.Equal((0, 1), (queue.Deleted, queue.Count));
    }

    [Theory]
    [InlineData("--queue is 'ftp://x/q'", "--queue", "ftp://x/q", "--collector", "https://collector.example")]
    [InlineData("--queue is 'http://queue.example/1/q': http sends messages in the clear", "--queue", "http://queue.example/1/q", "--collector", "https://collector.example")]
    [InlineData("--queue is 'https://sqs.eu-west-1.amazonaws.com', without the queue's path", "--queue", "https://sqs.eu-west-1.amazonaws.com", "--collector", "https://collector.example")]
    [InlineData("--collector is not given", "--queue", "https://sqs.eu-west-1.amazonaws.com/1/q")]
    [InlineData("Nothing is named to replay", "--collector", "https://collector.example")]
    [InlineData("Of files, --queue and --rejected more than one is given", "--queue", "https://sqs.eu-west-1.amazonaws.com/1/q", "--rejected", "x")]
    [InlineData("--max is 0; a whole number, 1 or more, is allowed.", "--max", "0", "--rejected", "x", "--collector", "https://collector.example")]
    [InlineData("--rejected is 'no-such-folder': there is no such folder.", "--rejected", "no-such-folder")]
    public async Task Replay_WithAWrongCommandLine_NamesTheOption(string said, params string[] arguments)
    {
        ToolRun run = await ToolRun.OfAsync(["replay", .. arguments]);

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<(RelayTally Tally, PassEnd End, string Left)> ReplayAsync(LocalSqs queue, Uri collector, long? most)
    {
        var model = new LocalSqsOptions();
        var console = new ToolConsole(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        RelayOptions options = RelayPass.Options(collector);
        var pass = new RelayPass(console, options);
        (PassEnd end, string left) = await QueueReplay.RunAsync(
            pass, new QueueSettings(queue.Url, null, null) { Credentials = new BasicAWSCredentials(model.AccessKey, model.SecretKey), Handler = queue.CreateHandler }, options, most, console, CancellationToken.None);
        return (pass.Tally, end, left);
    }

    private static string Text(NotificationSample sample) => Encoding.UTF8.GetString(sample.Body.Span);
}
