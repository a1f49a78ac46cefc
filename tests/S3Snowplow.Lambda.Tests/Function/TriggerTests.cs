using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Function;

/// <summary>What each trigger is answered while the collector works.</summary>
public sealed class TriggerTests
{
    private const string NotJson = "this is no JSON";

    [Fact]
    public async Task Direct_Delivered_IsAnsweredWithCounts()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(NotificationSamples.S3Put.Body);

        Assert.Equal("""{"outcome":"delivered","events":1,"filtered":0,"testEvents":0,"problems":0}""", answer.ToString());
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(1, 0, 1), rig.Collector.Counts);
    }

    [Fact]
    public async Task EverySample_ThatCanBeRead_IsDelivered()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        foreach (NotificationSample sample in NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0))
        {
            LambdaAnswer answer = await rig.InvokeAsync(sample.Body);
            Assert.False(answer.IsError, $"{sample.Name}: {answer}");
        }

        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Empty(rig.Collector.Bad);
    }

    [Fact]
    public async Task OnFailureRecord_IsUnwrappedAndReplayedUnderTheSameIds()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        string lost = Payloads.S3(1);

        await rig.InvokeAsync(lost);
        LambdaAnswer answer = await rig.InvokeAsync($$"""{"version":"1.0","timestamp":"2026-03-01T08:05:00.123Z","requestContext":{"requestId":"r","condition":"RetriesExhausted"},"requestPayload":{{lost}},"responseContext":{"statusCode":200},"responsePayload":null}""");

        Assert.False(answer.IsError, answer.ToString());
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(2, 0, 1), rig.Collector.Counts);
    }

    [Fact]
    public async Task Batch_ThreeOfTenBad_ListsExactlyThose()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch(Enumerable.Range(1, 10).Select(number => number is 2 or 5 or 9 ? NotJson : Payloads.S3(number))));

        Assert.Equal([Payloads.IdOf(2), Payloads.IdOf(5), Payloads.IdOf(9)], Payloads.Failed(answer.Text));
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(7, 0, 7), rig.Collector.Counts);
    }

    [Fact]
    public async Task Batch_OfAnIdleFunction_IsOneRequest()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        await rig.InvokeAsync(Payloads.Batch(Enumerable.Range(1, 10).Select(number => Payloads.S3(number))));

        Assert.Single(rig.Collector.Requests);
    }

    [Fact]
    public async Task Batch_AllBad_ListsAll()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch([NotJson, "", "{}"]));

        Assert.False(answer.IsError);
        Assert.Equal([Payloads.IdOf(1), Payloads.IdOf(2), Payloads.IdOf(3)], Payloads.Failed(answer.Text));
    }

    [Fact]
    public async Task Batch_OneBadWithoutPartialResponses_FailsWhole()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("SQS_REPORT_BATCH_ITEM_FAILURES", "false"));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), NotJson]));

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.DoesNotContain(NotJson, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_RejectedAndAcknowledged_IsNotListed()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("ON_REJECTED", "acknowledge"));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), NotJson]));

        Assert.Equal("""{"batchItemFailures":[]}""", answer.Text);
    }

    [Fact]
    public async Task FifoBatch_OneBad_ListsItAndAllAfterIt()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), NotJson, Payloads.S3(3), Payloads.S3(4)], Payloads.Queue + ".fifo"));

        Assert.Equal([Payloads.IdOf(2), Payloads.IdOf(3), Payloads.IdOf(4)], Payloads.Failed(answer.Text));
    }

    [Fact]
    public async Task Batch_OfTestEvents_FailsNothingAndSendsNothing()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch([Payloads.TestEvent, Payloads.S3(1), Payloads.TestEvent]));

        Assert.Equal("""{"batchItemFailures":[]}""", answer.Text);
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(1, rig.Collector.Counts.Good);
    }

    [Theory]
    [InlineData("\"body\":null,")]
    [InlineData("")]
    [InlineData("\"body\":7,")]
    [InlineData("\"body\":true,")]
    [InlineData("\"body\":{},")]
    [InlineData("\"body\":[null],")]
    [InlineData("\"body\":\"\\ud800\",")]
    public async Task Batch_MessageWithoutABodyThatIsText_IsListedAndItsSiblingsAreDelivered(string body)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(With($$"""{"messageId":"odd",{{body}}"eventSource":"aws:sqs"}"""));

        Assert.Equal(["odd"], Payloads.Failed(answer.Text));
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(2, 0, 2), rig.Collector.Counts);
    }

    [Theory]
    [InlineData("{\"messageId\":\"odd\",\"eventSource\":\"aws:sqs\",\"body\":S3}")]
    [InlineData("{\"messageId\":\"\",\"eventSource\":\"aws:sqs\",\"body\":S3}")]
    [InlineData("RECORD")]
    public async Task Batch_ElementThatCanBeRead_IsDeliveredWhateverItIs(string element)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        string s3 = Payloads.S3(2);
        string record = s3[s3.IndexOf('[', StringComparison.Ordinal)..][1..^2];

        LambdaAnswer answer = await rig.InvokeAsync(With(element.Replace("S3}", s3 + "}", StringComparison.Ordinal).Replace("RECORD", record, StringComparison.Ordinal)));

        Assert.Equal("{\"batchItemFailures\":[]}", answer.ToString());
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(3, 0, 3), rig.Collector.Counts);
    }

    /// <remarks>Lambda takes a list with an id that it does not know for a failure of all; the error says why.</remarks>
    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("{\"eventSource\":\"aws:sqs\",\"body\":null}")]
    [InlineData("{\"messageId\":\"\",\"eventSource\":\"aws:sqs\",\"body\":\"SECRET\"}")]
    public async Task Batch_ElementThatCanNeitherBeReadNorListed_FailsTheInvocationAndItsSiblingsAreDelivered(string element)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(With(element));

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.Contains("has no messageId", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", answer.Text + rig.Output, StringComparison.Ordinal);
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(2, 0, 2), rig.Collector.Counts);
    }

    [Fact]
    public async Task Batch_Empty_FailsNothing()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync("""{"Records":[]}""");

        Assert.Equal("""{"batchItemFailures":[]}""", answer.ToString());
    }

    [Fact]
    public async Task Batch_OfTenThousand_IsDeliveredWholeInFewRequests()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch(Enumerable.Range(1, 10_000).Select(number => Payloads.S3(number))), TimeSpan.FromMinutes(1));

        Assert.Equal("""{"batchItemFailures":[]}""", answer.Text);
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(10_000, 0, 10_000), rig.Collector.Counts);
        Assert.InRange(rig.Collector.Requests.Count, 20, 200);
    }

    [Fact]
    public async Task Payload_OfSixMegabytes_IsDelivered()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.S3(1, padding: new string('x', 6 * 1024 * 1024)));

        Assert.False(answer.IsError, answer.ToString());
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("")]
    [InlineData("{\"Records\":[{\"messageId\":\"a\"")]
    [InlineData("{\"detail-type\":\"x\",\"source\":\"my.app\",\"detail\":{\"secret\":\"SECRET\"}}")]
    public async Task Direct_NoNotification_IsAnErrorThatSaysWhereAndNotWhat(string payload)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(payload);

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.Contains("byte", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", answer.Text + rig.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("this is no", answer.Text + rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_WithAHandler_GoesThere()
    {
        Invocation? seen = null;
        await using FunctionRig rig = await FunctionRig.StartAsync(options => options.OnScheduledEvent = (invocation, _, _) =>
        {
            seen = invocation;
            return Task.CompletedTask;
        });

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Scheduled);

        Assert.Equal("null", answer.ToString());
        Assert.Equal(answer.RequestId, seen?.RequestId);
        Assert.Equal(LambdaEmulator.FunctionArn, seen?.FunctionArn);
        Assert.Empty(rig.Collector.Requests);
    }

    [Fact]
    public async Task Scheduled_WithoutAHandler_IsSaidAndNothingElse()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Scheduled);

        Assert.False(answer.IsError);
        Assert.Contains($"WARN {answer.RequestId} 2006 ", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_HandlerThrows_IsAnErrorWithTypeMessageAndStackAndTheNextOneGoesOn()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(options => options.OnScheduledEvent = (_, _, _) => throw new InvalidOperationException("not today"));

        LambdaAnswer failed = await rig.InvokeAsync(Payloads.Scheduled);
        LambdaAnswer next = await rig.InvokeAsync(Payloads.S3(1));

        Assert.Equal("Function.InvalidOperationException", failed.ErrorType);
        Assert.StartsWith("""{"errorMessage":"not today","errorType":"Function.InvalidOperationException","stackTrace":["at """, failed.Text, StringComparison.Ordinal);
        Assert.False(next.IsError, next.ToString());
    }

    [Fact]
    public async Task Scheduled_WithTheEmitter_SendsAsTheRelayDoes()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(options => options.OnScheduledEvent = async (_, emitter, cancellationToken) =>
        {
            SnowplowEvent one = SnowplowEvent.Create(IgluUri.Parse("iglu:io.s3snowplow/pipeline/jsonschema/1-0-0"), EventIdentity.Create(Guid.Empty, "one"u8), DateTimeOffset.UnixEpoch, """{"name":"p"}"""u8);
            IReadOnlyList<EventOutcome> outcomes = await emitter.SendAsync([one], Timeout.InfiniteTimeSpan, cancellationToken);
            Assert.Equal(DeliveryOutcome.Delivered, outcomes[0].Outcome);
        });

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Scheduled);

        Assert.False(answer.IsError, answer.ToString());
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(1, 0, 1), rig.Collector.Counts);
    }

    [Fact]
    public async Task Scheduled_HandlerThrows_IsSaidAsTheHandlersError()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(options => options.OnScheduledEvent = (_, _, _) => throw new InvalidOperationException("not today"));

        LambdaAnswer failed = await rig.InvokeAsync(Payloads.Scheduled);

        Assert.Contains($"ERROR {failed.RequestId} 2008 ", rig.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" 2003 ", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_HandlerStillAtWorkAtTheDeadline_IsCalledOffAndToldWhy()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(options => options.OnScheduledEvent = (_, _, cancellationToken) =>
            new TaskCompletionSource().Task.WaitAsync(cancellationToken));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Scheduled, TimeSpan.FromSeconds(2));

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.Contains("longer timeout", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"ERROR {answer.RequestId} 2002 ", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_ThatRefusesSettings_IsToldTogetherWithTheFunctionsOwn()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(_ => throw new RelayOptionsException(["MINE is wrong."]), variables: ("LINGER_MS", "soon"));

        LambdaAnswer init = await rig.Lambda.InitError;

        Assert.Equal("Function.InvalidSettings", init.ErrorType);
        Assert.Contains("LINGER_MS is 'soon'", init.Text, StringComparison.Ordinal);
        Assert.Contains("MINE is wrong.", init.Text, StringComparison.Ordinal);
    }

    /// <summary>A batch of three: a message, the element, a message.</summary>
    private static string With(string element) =>
        $$"""{"Records":[{{Payloads.Message(Payloads.IdOf(1), Payloads.S3(1))}},{{element}},{{Payloads.Message(Payloads.IdOf(3), Payloads.S3(3))}}]}""";
}
