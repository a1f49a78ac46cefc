using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Sqs;

public sealed class SqsSourceTests
{
    [Fact]
    public async Task Messages_AreRelayedAndDeletedInBatches()
    {
        await using var rig = new SqsRig();
        rig.Send(25);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 25, "all deleted");

        Assert.Equal(25, rig.Collector.EventIds.Count);

        // The first two batches were full, so that more was expected: no request for each batch.
        Assert.InRange(rig.Collector.Requests, 1, 2);
        Assert.InRange(rig.Queue.Requests.Count(request => request.Operation == "DeleteMessageBatch"), 3, 12);
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Queue_ByName_IsAskedFor()
    {
        await using var rig = new SqsRig(source: sqs => (sqs.QueueUrl, sqs.QueueName, sqs.Region) = (null, "s3-events", "eu-west-1"));
        rig.Send(1);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 1, "deleted");

        Assert.Equal("GetQueueUrl", rig.Queue.Requests[0].Operation);
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task FifoQueue_GivesGroupAfterGroup_AndAllIsRelayed()
    {
        await using var rig = new SqsRig(queue => queue.Name = "s3-events.fifo");
        for (int i = 0; i < 30; i++)
        {
            rig.Queue.Send(System.Text.Encoding.UTF8.GetString(HostRig.Record(i)), group: $"g{i % 3}");
        }

        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 30, "all deleted");
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task RejectedMessage_IsGivenBackWithATimeAndEndsInTheDeadLetterQueue()
    {
        await using var rig = new SqsRig(queue => queue.MaxReceiveCount = 3);
        rig.Queue.Send("""{"no":"notification"}""");
        rig.Send(1);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.DeadLetters.Count == 1, "in the dead letter queue", TimeSpan.FromMinutes(30));

        Assert.Equal((1, 0), (rig.Queue.Deleted, rig.Queue.Count));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task RejectedMessage_ToBeAcknowledged_IsDeleted()
    {
        await using var rig = new SqsRig(relay: relay => relay.OnRejected = RejectedHandling.Acknowledge);
        rig.Queue.Send("""{"no":"notification"}""");
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 1, "deleted");
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Throttled_ReceivingBacksOffSaysSoAndRecovers()
    {
        await using var rig = new SqsRig(source: sqs => sqs.Receivers = 1);
        for (int i = 0; i < 5; i++)
        {
            rig.Queue.Fail("ReceiveMessage", LocalSqsFault.Throttle());
        }

        rig.Send(1);
        await rig.StartAsync();
        await rig.PassUntilAsync(() => rig.Logged(3011).Count == 3, "three failures");
        HealthReportEntry meanwhile = await rig.HealthAsync();
        await rig.PassUntilAsync(() => rig.Queue.Deleted == 1, "deleted");

        DateTimeOffset[] receives = [.. rig.Queue.Requests.Where(request => request.Operation == "ReceiveMessage").Select(request => request.At)];
        // The waits are between half and all of 1, 2, 4, 8 and 16 seconds; before each of them the clock of this test may be ahead by a step of a second.
        Assert.InRange((receives[5] - receives[0]).TotalSeconds, 15, 31 + 5);
        Assert.Equal(HealthStatus.Degraded, meanwhile.Status);
        Assert.Contains("cannot receive", meanwhile.Description, StringComparison.Ordinal);
        Assert.Single(rig.Logged(3012));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task QueueThatDoesNotExist_MakesTheSourceUnhealthy()
    {
        await using var rig = new SqsRig(source: sqs => sqs.QueueUrl = new Uri("https://sqs.eu-west-1.amazonaws.com/123456789012/other"));
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Logged(3001).Count == 3, "three starts have failed");

        Assert.Equal(HealthStatus.Unhealthy, (await rig.HealthAsync()).Status);
        Assert.Contains("QueueDoesNotExist", rig.Logged(3001)[0].Exception!.Message, StringComparison.Ordinal);
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Deletion_FailingInParts_IsTriedAgainForThoseOnly()
    {
        await using var rig = new SqsRig();
        rig.Queue.Fail("DeleteMessageBatch", LocalSqsFault.Partial(3));
        rig.Send(10);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 10, "all deleted");

        Assert.Equal(10, rig.Collector.EventIds.Count);
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Deletion_OfWhichTheAnswerIsLost_IsTriedAgainAndHarmsNothing()
    {
        await using var rig = new SqsRig();
        rig.Queue.Fail("DeleteMessageBatch", LocalSqsFault.LoseAnswer());
        rig.Send(10);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 10 && rig.Queue.Requests.Count(request => request.Operation == "DeleteMessageBatch") >= 2, "all are deleted, and a second attempt was made");

        Assert.Equal(0, rig.Queue.Count);
        Assert.Empty(rig.Logged(3015));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Deletion_RefusedForGood_IsSaidAndTheMessageComesAgain()
    {
        await using var rig = new SqsRig();
        rig.Queue.Fail("DeleteMessageBatch", LocalSqsFault.Partial(1, isSenderFault: true));
        rig.Send(1);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 1, "deleted at its second coming");

        Assert.Single(rig.Logged(3015));
        Assert.Single(rig.Collector.EventIds.Distinct(StringComparer.Ordinal));
        Assert.Equal(2, rig.Collector.EventIds.Count);
        await rig.StopWhileTimePassesAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task QueueThatDies_IsSaidOnceForAllThatWasHeld(bool whileTheCollectorIsAway)
    {
        await using var rig = new SqsRig(services: services => services.AddHttpClient("S3Snowplow.Sqs").AddHttpMessageHandler(() => new DeadQueue()));
        rig.Collector.Status = whileTheCollectorIsAway ? 503 : 200;
        rig.Send(60);
        await rig.StartAsync();
        if (!whileTheCollectorIsAway)
        {
            await rig.PassUntilAsync(() => rig.Collector.EventIds.Count >= 40, "most are delivered");
        }
        else
        {
            // It takes no renewals either: nothing to wait for.
            await rig.PassAsync(TimeSpan.FromMinutes(2), renews: false);
        }

        await rig.StopWhileTimePassesAsync();

        Assert.Equal(0, rig.Queue.Deleted);
        LogEntry[] lines = [.. rig.Logs.Entries.Where(entry => entry.Level >= LogLevel.Warning && entry.EventId.Id is not (3001 or 3011 or 3013 or 1020))];
        Assert.DoesNotContain(lines, line => line.Exception is not null);
        Assert.InRange(rig.Logged(3015).Count, 1, 3);
        Assert.InRange(rig.Logged(1012).Count, 0, 2);
        Assert.All(rig.Logged(3015), line => Assert.Contains("QueueDoesNotExist", line.Message, StringComparison.Ordinal));
        Assert.True(rig.Logged(3015).Sum(line => (int)line.State["Count"]!) >= 40);
        Assert.DoesNotContain(rig.Logged(3013), line => line.Exception is not null);
    }

    [Fact]
    public async Task Duplicates_HaveTheSameEventId()
    {
        await using var rig = new SqsRig();
        rig.Queue.Duplicate(1);
        rig.Send(1);
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Count == 0, "deleted");

        Assert.Single(rig.Collector.EventIds.Distinct(StringComparer.Ordinal));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Stop_DuringAnOutage_GivesEverythingBackSpread()
    {
        await using var rig = new SqsRig();
        rig.Collector.Status = 503;
        rig.Send(30);
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromSeconds(30));
        Assert.NotEqual(0, rig.Queue.Hidden);

        await rig.StopWhileTimePassesAsync();

        Assert.Equal((30, 0), (rig.Queue.Count, rig.Queue.Deleted));
        await rig.PassAsync(TimeSpan.FromMinutes(1), renews: false);
        Assert.Equal(0, rig.Queue.Hidden);
    }

    [Fact]
    public async Task MaxHold_EndsTheRenewalsAndSaysSo()
    {
        await using var rig = new SqsRig(source: sqs => sqs.MaxHold = TimeSpan.FromMinutes(10));
        rig.Collector.Status = 503;
        rig.Send(1);
        await rig.StartAsync();

        await rig.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(1, rig.Queue.Hidden);
        await rig.PassUntilAsync(() => rig.Queue.MaxReceiveCount == 2 && rig.Logged(3014).Count == 1, "let go, and received again", TimeSpan.FromMinutes(4));

        await rig.PassAsync(TimeSpan.FromMinutes(1), renews: false);
        Assert.Single(rig.Logged(3014));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Renewal_ThatFailsOnce_IsTriedAgainBeforeTheMessageShows()
    {
        await using var rig = new SqsRig();
        rig.Collector.Status = 503;
        rig.Send(5);
        rig.Queue.Fail("ChangeMessageVisibilityBatch", LocalSqsFault.Refuse(500, "InternalFailure"));
        await rig.StartAsync();

        await rig.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Equal((5, 1), (rig.Queue.Hidden, rig.Queue.MaxReceiveCount));
        Assert.Single(rig.Logged(3013));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task TraceAndReceipt_ReachTheRelay()
    {
        var trace = ActivityTraceId.CreateRandom();
        using var recorder = new ActivityRecorder("S3Snowplow", activity => activity.TraceId == trace);
        await using var rig = new SqsRig();
        rig.Queue.Send(System.Text.Encoding.UTF8.GetString(HostRig.Record(1)), new Dictionary<string, string> { ["traceparent"] = $"00-{trace}-00f067aa0ba902b7-01" });
        rig.Queue.Send(System.Text.Encoding.UTF8.GetString(HostRig.Record(2)), new Dictionary<string, string> { ["AWSTraceHeader"] = $"Root=1-{trace.ToString()[..8]}-{trace.ToString()[8..]};Parent=53995c3f42cd8ad8;Sampled=1" });
        await rig.StartAsync();

        await rig.PassUntilAsync(() => rig.Queue.Deleted == 2, "both deleted");

        Assert.Equal(["00f067aa0ba902b7", "53995c3f42cd8ad8"], recorder.Activities.Where(activity => activity.OperationName == "relay").Select(activity => activity.ParentSpanId.ToString()).Order(StringComparer.Ordinal));
        await rig.StopWhileTimePassesAsync();
    }

    [Fact]
    public void Options_ThatAreWrong_AreAllNamed()
    {
        var options = new SqsSourceOptions { QueueUrl = new Uri("http://user:SECRET@example.org/1/q"), Receivers = 0, VisibilityTimeout = TimeSpan.FromSeconds(1), MaxHold = TimeSpan.FromHours(12) };

        string failure = new SqsSourceOptionsValidator("x", "sqs").Validate("x", options).FailureMessage!;

        Assert.All(["QueueUrl", "Receivers is 0", "VisibilityTimeout is 00:00:01", "MaxHold is 12:00:00"], part => Assert.Contains(part, failure, StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/1/q", null, "https://sqs.eu-west-1.amazonaws.com/", "eu-west-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/1/q", null, "https://sqs.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("https://eu-central-1.queue.amazonaws.com/1/q", null, "https://eu-central-1.queue.amazonaws.com/", "eu-central-1")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/1/q", "https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com", "https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com/", "eu-west-1")]
    [InlineData("https://sqs.us-east-1.amazonaws.com/1/q", "http://127.0.0.1:4566", "http://127.0.0.1:4566/", "us-east-1")]
    public void Address_AndRegion_AreOfTheQueue(string queue, string? endpoint, string expected, string region)
    {
        (Uri address, string found) = SqsAddress.Of(new SqsSourceOptions { QueueUrl = new Uri(queue), Endpoint = endpoint is null ? null : new Uri(endpoint) });

        Assert.Equal((expected, region), (address.AbsoluteUri, found));
    }

    /// <summary>Gives messages, and takes nothing back.</summary>
    private sealed class DeadQueue : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Headers.GetValues("X-Amz-Target").Single() == "AmazonSQS.ReceiveMessage" ? base.SendAsync(request, cancellationToken)
            : Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new ByteArrayContent("""{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"""u8.ToArray()) });
    }

    [Fact]
    public void Add_TwoOfOneName_IsRefused()
    {
        var services = new ServiceCollection();
        IS3SnowplowRelayBuilder relay = services.AddS3SnowplowRelay().AddSqsSource();

        Assert.Throws<ArgumentException>(() => relay.AddSqsSource());
        relay.AddSqsSource(sourceName: "other");
    }
}
