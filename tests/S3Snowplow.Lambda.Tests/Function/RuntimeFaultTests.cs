using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Function;

/// <summary>The Runtime API misbehaves.</summary>
public sealed class RuntimeFaultTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public async Task Next_Refused_EndsTheProcess(int status)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(LambdaCall.Next, LambdaFault.Status(status)));

        Assert.Equal(1, await rig.ExitedAsync());
        Assert.Contains($"FATAL - 2005 The function ends: The Runtime API gives no invocation: HTTP {status}.", rig.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LambdaCall.Response)]
    [InlineData(LambdaCall.Error)]
    public async Task Answer_Status500_EndsTheProcess(LambdaCall call)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(call, LambdaFault.Status(500)));

        await rig.InvokeAsync(call == LambdaCall.Error ? "{}" : Payloads.S3(1));

        Assert.Equal(1, await rig.ExitedAsync());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(410)]
    [InlineData(413)]
    public async Task Answer_Refused_IsLoggedAndTheNextInvocationTaken(int status)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(LambdaCall.Response, LambdaFault.Status(status)));

        LambdaAnswer refused = await rig.InvokeAsync(Payloads.S3(1));
        LambdaAnswer next = await rig.InvokeAsync(Payloads.S3(2));

        Assert.False(next.IsError, next.ToString());
        Assert.Contains($"WARN {refused.RequestId} 2004 The Runtime API refused invocation/{refused.RequestId}/response with HTTP {status}", rig.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LambdaCall.Next)]
    [InlineData(LambdaCall.Response)]
    public async Task Connection_ClosedAfterAnAnswer_IsOpenedAnew(LambdaCall call)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(call, LambdaFault.CloseAfterwards()));

        Assert.False((await rig.InvokeAsync(Payloads.S3(1))).IsError);
        Assert.False((await rig.InvokeAsync(Payloads.S3(2))).IsError);
    }

    [Fact]
    public async Task Response_ConnectionReset_IsSentAgain()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(LambdaCall.Response, LambdaFault.ResetConnection()));

        Assert.False((await rig.InvokeAsync(Payloads.S3(1))).IsError);
        Assert.False((await rig.InvokeAsync(Payloads.S3(2))).IsError);
    }

    [Fact]
    public async Task Next_FirstConnectionReset_EndsTheProcess()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(LambdaCall.Next, LambdaFault.ResetConnection()));

        Assert.Equal(1, await rig.ExitedAsync());
    }

    [Fact]
    public async Task Next_InChunks_IsReadWhole()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(script: lambda => lambda.Enqueue(LambdaCall.Next, LambdaFault.Chunked()));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch(Enumerable.Range(1, 500).Select(number => Payloads.S3(number))));

        Assert.Equal("""{"batchItemFailures":[]}""", answer.ToString());
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(500, rig.Collector.Counts.DistinctEventIds);
    }

    [Fact]
    public async Task RuntimeApi_Away_EndsTheProcess()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        await rig.InvokeAsync(Payloads.S3(1));

        await rig.Lambda.DisposeAsync();

        Assert.Equal(1, await rig.ExitedAsync());
    }

    [Fact]
    public async Task Stopped_BetweenInvocations_EndsWithZero()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        await rig.InvokeAsync(Payloads.S3(1));

        Assert.Equal(0, await rig.StopAsync());
    }

    [Fact]
    public async Task Stopped_InAnInvocation_AnswersItFirst()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        rig.Collector.Faults.Enqueue(CollectorFault.Hang());
        Task<LambdaAnswer> answer = rig.InvokeAsync(Payloads.Batch([Payloads.S3(1)]), TimeSpan.FromMinutes(1));
        await rig.Collector.WaitForRequestsAsync(1);

        Assert.Equal(0, await rig.StopAsync());
        Assert.Equal([Payloads.IdOf(1)], Payloads.Failed((await answer).Text));
    }

    [Fact]
    public async Task MaxConcurrency_RunsThatManyLoops()
    {
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int entered = 0;
        await using FunctionRig rig = await FunctionRig.StartAsync(
            options => options.OnScheduledEvent = (_, _, _) =>
            {
                if (Interlocked.Increment(ref entered) == 3)
                {
                    both.SetResult();
                }

                return both.Task;
            },
            variables: ("AWS_LAMBDA_MAX_CONCURRENCY", "3"));

        LambdaAnswer[] answers = await Task.WhenAll(Enumerable.Range(1, 3).Select(_ => rig.InvokeAsync(Payloads.Scheduled)));

        Assert.All(answers, answer => Assert.False(answer.IsError));
    }
}
