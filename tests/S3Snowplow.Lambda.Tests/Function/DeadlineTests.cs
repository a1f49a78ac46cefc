using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Function;

/// <summary>The collector fails, and the function has only so much time.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    // So that a machine that is busy for a second makes no answer late.
    private static readonly (string, string) Margin = ("DEADLINE_MARGIN_MS", "1500");

    [Fact]
    public async Task Collector_DownForTheWholeInvocation_IsAnErrorInTime()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: Margin);
        rig.Collector.Faults.Always(CollectorFault.Status(503));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.S3(1), Short);

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.False(answer.IsLate, $"{answer.Took}\n{rig.Output}");
        Assert.DoesNotContain(" 2007 ", rig.Output, StringComparison.Ordinal);
        Assert.Contains("abandoned", answer.Text, StringComparison.Ordinal);
    }

    // Warm, with the waits of an outage that has lasted: each invocation has its attempt all the same.
    [Fact]
    public async Task Collector_DownForManyInvocations_HasAnAttemptInEach()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: Margin);
        rig.Collector.Faults.Always(CollectorFault.Status(503));
        List<int> attempts = [];
        for (int i = 1; i <= 6; i++)
        {
            int before = rig.Collector.Requests.Count;
            LambdaAnswer failed = await rig.InvokeAsync(Payloads.S3(i), Short);
            Assert.Equal("Function.NotDelivered", failed.ErrorType);
            attempts.Add(rig.Collector.Requests.Count - before);
        }

        Assert.DoesNotContain(0, attempts);
        rig.Collector.Faults.Clear();

        // It is well again, and no wait that has grown keeps the invocation from seeing it.
        LambdaAnswer answer = await rig.InvokeAsync(Payloads.S3(7), Short);

        Assert.False(answer.IsError, $"{answer}\n{rig.Output}");
    }

    [Fact]
    public async Task Page_InPlaceOfACollector_AcknowledgesNothing()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: Margin);
        rig.Collector.Faults.Always(CollectorFault.Page());

        LambdaAnswer batch = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), Payloads.S3(2)]), Short);

        Assert.Equal([Payloads.IdOf(1), Payloads.IdOf(2)], Payloads.Failed(batch.Text));
        Assert.Contains("HTTP 200 with another body than ok, text/html", rig.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("We will be back soon", rig.Output, StringComparison.Ordinal);
    }

    // Two of them at once are accepted by name only where the setting says so.
    [Fact]
    public async Task Collector_ThatAnswersAsTheVariableSays_IsOne()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("ACCEPTED_ANSWERS", "204; {\"message\":\"ok\"}"));
        rig.Collector.Faults.Enqueue(CollectorFault.Status(204), CollectorFault.Page("""{"message":"ok"}""", "application/json"));

        Assert.False((await rig.InvokeAsync(Payloads.S3(1))).IsError);
        Assert.False((await rig.InvokeAsync(Payloads.S3(2))).IsError);
        Assert.Equal(2, rig.Collector.Requests.Count);
    }

    [Fact]
    public async Task Collector_DownForOneOfThreeTries_IsDelivered()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        rig.Collector.Faults.Enqueue(CollectorFault.Status(503));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.S3(1));

        Assert.False(answer.IsError, answer.ToString());
        Assert.Equal(2, rig.Collector.Requests.Count);
    }

    [Fact]
    public async Task Collector_SlowerThanTheDeadline_IsGivenBackAndTheNextInvocationIsNotDisturbed()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: Margin);
        rig.Collector.Faults.Enqueue(CollectorFault.Hang());

        LambdaAnswer late = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), Payloads.S3(2)]), Short);
        LambdaAnswer next = await rig.InvokeAsync(Payloads.S3(3));

        Assert.Equal([Payloads.IdOf(1), Payloads.IdOf(2)], Payloads.Failed(late.Text));
        Assert.False(late.IsLate, $"{late.Took}\n{rig.Output}");
        Assert.DoesNotContain(" 2007 ", rig.Output, StringComparison.Ordinal);
        Assert.False(next.IsError, next.ToString());
    }

    [Fact]
    public async Task Collector_Misdirected_AcknowledgesNothing()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: Margin);
        rig.Collector.Faults.Always(CollectorFault.Status(404));

        LambdaAnswer batch = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), Payloads.S3(2)]), Short);
        LambdaAnswer direct = await rig.InvokeAsync(Payloads.S3(3), Short);

        Assert.Equal([Payloads.IdOf(1), Payloads.IdOf(2)], Payloads.Failed(batch.Text));
        Assert.Equal("Function.NotDelivered", direct.ErrorType);
        Assert.Contains("ERROR - 1021 ", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FrozenForLong_TheFirstSendDoesNotFail()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        await rig.InvokeAsync(Payloads.S3(1));
        rig.Collector.Faults.Enqueue(CollectorFault.ResetBeforeBody());

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.S3(2));

        Assert.False(answer.IsError, answer.ToString());
        Assert.DoesNotContain("1020", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Margin_LongerThanTheTimeLeft_GivesBackAtOnce()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("DEADLINE_MARGIN_MS", "60000"));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.S3(1), TimeSpan.FromSeconds(30));

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.Empty(rig.Collector.Requests);
    }

    [Fact]
    public async Task TwoInvocations_OneRunsOutOfTimeInASharedRequest_TheOtherIsDelivered()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: [Margin, ("AWS_LAMBDA_MAX_CONCURRENCY", "3"), ("MAX_CONCURRENT_REQUESTS", "1")]);
        rig.Collector.Faults.Enqueue(CollectorFault.Delay(TimeSpan.FromSeconds(1)), CollectorFault.Delay(TimeSpan.FromSeconds(3)));

        // While the first is under way, the events of the two others gather for the next request.
        Task<LambdaAnswer> first = rig.InvokeAsync(Payloads.S3(1));
        await rig.Collector.WaitForRequestsAsync(1);
        Task<LambdaAnswer> hasty = rig.InvokeAsync(Payloads.S3(2), TimeSpan.FromSeconds(4));
        Task<LambdaAnswer> patient = rig.InvokeAsync(Payloads.Batch([Payloads.S3(3), Payloads.S3(4)]));

        Assert.Equal("Function.NotDelivered", (await hasty).ErrorType);
        Assert.False(patient.IsCompleted);
        Assert.Equal("""{"batchItemFailures":[]}""", (await patient).Text);
        Assert.False((await first).IsError);
        Assert.False((await hasty).IsLate);
        Assert.Equal(2, rig.Collector.Requests.Count);
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(4, rig.Collector.Counts.DistinctEventIds);
    }
}
