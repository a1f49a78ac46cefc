using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Function;

/// <summary>The trace header in the environment, of which a process has only one: no other function runs beside these.</summary>
[Collection(nameof(TraceVariableTests))]
[CollectionDefinition(nameof(TraceVariableTests), DisableParallelization = true)]
public sealed class TraceVariableTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("2", false)]
    public async Task TraceHeader_IsInTheEnvironmentOnlyWhereThereIsOneLoop(string? concurrency, bool isSet)
    {
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", null);
        string? seen = null;
        await using FunctionRig rig = await FunctionRig.StartAsync(
            options => options.OnScheduledEvent = (invocation, _, _) =>
            {
                seen = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
                Assert.NotNull(invocation.TraceId);
                return Task.CompletedTask;
            },
            variables: ("AWS_LAMBDA_MAX_CONCURRENCY", concurrency ?? ""));

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Scheduled);

        Assert.False(answer.IsError, answer.ToString());
        Assert.Equal(isSet, seen is not null);
    }
}
