using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.Lambda.RuntimeApi;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.RuntimeApi;

/// <summary>What goes over the wire to the Runtime API, byte for byte.</summary>
public sealed class WireTests
{
    private const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task EveryCall_OnTheWire_IsThis()
    {
        await using var server = new ScriptedServer(
            "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: r-1\r\nLAMBDA-RUNTIME-DEADLINE-MS: 1767225600000\r\nLambda-Runtime-Invoked-Function-Arn:arn\r\nLambda-Runtime-Trace-Id:  Root=1 \r\nLambda-Runtime-Invocation-Id: i-1\r\nContent-Length: 2\r\n\r\n{}",
            Accepted,
            "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r-2\r\nContent-Length: 2\r\n\r\n[]",
            Accepted,
            Accepted);
        using var client = new RuntimeApiClient(server.Endpoint, NullLogger.Instance);

        Invocation first = await client.NextAsync(CancellationToken.None);
        Assert.Equal(("r-1", "i-1", "arn", "Root=1", 1767225600000), (first.RequestId, first.InvocationId, first.FunctionArn, first.TraceId, first.Deadline.ToUnixTimeMilliseconds()));
        Assert.Equal("{}"u8.ToArray(), first.Payload.ToArray());
        await client.RespondAsync(first, """{"batchItemFailures":[]}"""u8.ToArray(), CancellationToken.None);
        Invocation second = await client.NextAsync(CancellationToken.None);
        Assert.Equal(("r-2", null, DateTimeOffset.MaxValue), (second.RequestId, second.InvocationId, second.Deadline));
        await client.ReportAsync(second, new ErrorReport("Function.NotDelivered", "1 of 1 events were \"not\" delivered", ["at A", "at B"]), CancellationToken.None);
        await client.ReportInitErrorAsync(new ErrorReport("Function.InvalidSettings", "COLLECTOR_URI is not set", []), CancellationToken.None);

        Assert.Equal(1, server.Connections);
        Snapshot.Match(string.Join("\n=====\n", server.Requests) + "\n", "txt");
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:70000")]
    [InlineData(":80")]
    public void Endpoint_NotHostAndPort_IsRefused(string endpoint)
    {
        RuntimeApiException exception = Assert.Throws<RuntimeApiException>(() => new RuntimeApiClient(endpoint, NullLogger.Instance));

        Assert.Contains("HOST:PORT", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_WithoutARequestId_IsRefused()
    {
        await using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        using var client = new RuntimeApiClient(server.Endpoint, NullLogger.Instance);

        await Assert.ThrowsAsync<RuntimeApiException>(async () => await client.NextAsync(CancellationToken.None));
    }
}
