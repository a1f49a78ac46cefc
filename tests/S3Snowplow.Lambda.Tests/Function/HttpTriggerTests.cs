using System.Text.Json;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Function;

/// <summary>Whoever posts to a function URL, an API Gateway or a load balancer is answered with a status.</summary>
public sealed class HttpTriggerTests
{
    private const string FunctionUrl = """{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST"}},"body":@,"isBase64Encoded":false}""";
    private const string LoadBalancer = """{"requestContext":{"elb":{"targetGroupArn":"t"}},"httpMethod":"POST","path":"/","headers":{},"body":@,"isBase64Encoded":false}""";
    private const string RestApi = """{"resource":"/","path":"/","httpMethod":"POST","requestContext":{"stage":"s"},"body":@,"isBase64Encoded":false}""";

    [Theory]
    [InlineData(FunctionUrl)]
    [InlineData(LoadBalancer)]
    [InlineData(RestApi)]
    public async Task Request_Delivered_IsAnsweredWith200(string shape)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        JsonElement answer = await AnswerAsync(rig, shape, Quoted(Payloads.S3(1)));

        Assert.Equal(200, answer.GetProperty("statusCode").GetInt32());
        Assert.Equal("""{"outcome":"delivered","events":1,"filtered":0,"testEvents":0,"problems":0}""", answer.GetProperty("body").GetString());
        Assert.False(answer.GetProperty("isBase64Encoded").GetBoolean());
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(1, 0, 1), rig.Collector.Counts);
    }

    [Theory]
    [InlineData("\"this is no JSON\"")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    public async Task Request_ThatCannotBeRead_IsAnsweredWith400AndTheReason(string body)
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        JsonElement answer = await AnswerAsync(rig, FunctionUrl, body);

        Assert.Equal(400, answer.GetProperty("statusCode").GetInt32());
        Assert.Contains("$.body", answer.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("this is no JSON", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatTheCollectorNeverTakes_IsAnsweredWith422()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        JsonElement answer = await AnswerAsync(rig, FunctionUrl, Quoted(Payloads.S3(1).Replace("\"b\"", $"\"{new string('b', 256)}\"", StringComparison.Ordinal)));

        Assert.Equal(422, answer.GetProperty("statusCode").GetInt32());
        Assert.Contains("bucket has 256 characters", answer.GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_RejectedAndAcknowledged_IsAnsweredWith200()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("ON_REJECTED", "acknowledge"));

        Assert.Equal(200, (await AnswerAsync(rig, FunctionUrl, "\"this is no JSON\"")).GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task ArrayOfMessages_OfAPipe_IsAnsweredWithThoseThatFailed()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();
        string[] messages = [Payloads.Message("a", Payloads.S3(1)), Payloads.Message("b", "this is no JSON"), Payloads.Message("c", "x").Replace("\"x\",\"attributes", "null,\"attributes", StringComparison.Ordinal)];

        LambdaAnswer answer = await rig.InvokeAsync($"[{string.Join(',', messages)}]");

        Assert.Equal(["b", "c"], Payloads.Failed(answer.Text));
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(1, 0, 1), rig.Collector.Counts);
    }

    [Fact]
    public async Task Batch_MessageWithoutABody_IsListedAlone()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync();

        LambdaAnswer answer = await rig.InvokeAsync(Payloads.Batch([Payloads.S3(1), "x"]).Replace("\"x\",\"attributes", "null,\"attributes", StringComparison.Ordinal));

        Assert.Equal([Payloads.IdOf(2)], Payloads.Failed(answer.Text));
    }

    private static async Task<JsonElement> AnswerAsync(FunctionRig rig, string shape, string body)
    {
        LambdaAnswer answer = await rig.InvokeAsync(shape.Replace("@", body, StringComparison.Ordinal));
        Assert.False(answer.IsError, answer.ToString());
        using JsonDocument document = JsonDocument.Parse(answer.Text);
        return document.RootElement.Clone();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
