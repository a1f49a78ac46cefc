using System.Text;
using Amazon.Runtime;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Sqs;

/// <summary>Signatures against the published test suite of Signature Version 4 (AKIDEXAMPLE, us-east-1, service, 20150830T123600Z).</summary>
public sealed class SignatureTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Date = "20150830T123600Z";
    private static readonly DateTimeOffset Then = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("get-vanilla", "GET", "", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("post-vanilla", "POST", "", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("get-header-value-trim", "GET", "my-header1: value1|my-header2: \"a   b   c\"", "", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")]
    [InlineData("post-x-www-form-urlencoded", "POST", "content-type:application/x-www-form-urlencoded", "", "Param1=value1", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    [InlineData("get-vanilla-query-order-key-case", "GET", "", "Param1=value1&Param2=value2", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void TheQueuesOwnSignature_OfAPublishedVector_IsThePublishedOne(string name, string method, string headers, string query, string body, string signature)
    {
        List<KeyValuePair<string, string>> signed = [KeyValuePair.Create("host", "example.amazonaws.com"), KeyValuePair.Create("x-amz-date", Date)];
        signed.AddRange(headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split(':', 2)).Select(header => KeyValuePair.Create(header[0], header[1])));

        string computed = SignatureV4.Of(method, "/", query, signed, Encoding.UTF8.GetBytes(body), Date, "us-east-1", "service", Secret);

        Assert.True(signature == computed, $"{name}: {computed}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/1/q\"}")]
    public async Task TheClientsSignature_IsTheOneThatThePublishedAlgorithmGives(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        var time = new ManualTimeProvider(Then);
        var signer = new SqsSigner(new SessionAWSCredentials("AKIDEXAMPLE", Secret, "token"), "us-east-1", "service", time);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/") { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/x-amz-json-1.0") } } };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "AmazonSQS.ReceiveMessage");

        await signer.SignAsync(request, bytes, CancellationToken.None);

        Dictionary<string, string> headers = request.Headers.Concat(request.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        headers["host"] = "example.amazonaws.com";
        string authorization = request.Headers.GetValues("Authorization").Single();
        string[] names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        Assert.Equal(Date, headers["x-amz-date"]);
        Assert.Equal("token", headers["x-amz-security-token"]);
        Assert.Contains("x-amz-target", names);
        Assert.Contains("x-amz-security-token", names);
        Assert.EndsWith(
            "Signature=" + SignatureV4.Of("POST", "/", "", names.Select(name => KeyValuePair.Create(name, headers[name])), bytes, Date, "us-east-1", "service", Secret),
            authorization, StringComparison.Ordinal);
    }
}
