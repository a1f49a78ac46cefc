using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using S3Snowplow.Aws;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Aws.Tests;

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
    public void TheTestsOwnSignature_OfAPublishedVector_IsThePublishedOne(string name, string method, string headers, string query, string body, string signature)
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
        var signer = new AwsSigner("service", "us-east-1", new SessionAWSCredentials("AKIDEXAMPLE", Secret, "token"), time);
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

    // Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", its four examples.
    [Theory]
    [InlineData("GET", "/test.txt", "Range: bytes=0-9", "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("PUT", "/test%24file.text", "Date: Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class: REDUCED_REDUNDANCY", "Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    [InlineData("GET", "/?lifecycle", "", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/?max-keys=2&prefix=J", "", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public async Task TheClientsSignature_OfAPublishedExampleOfAmazonS3_IsThePublishedOne(string method, string target, string headers, string body, string signature)
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));
        var signer = new AwsSigner("s3", "us-east-1", new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), time);
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://examplebucket.s3.amazonaws.com" + target) { Content = bytes.Length > 0 ? new ByteArrayContent(bytes) : null };
        foreach (string[] header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split(": ", 2)))
        {
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        await signer.SignAsync(request, bytes);

        Assert.EndsWith("Signature=" + signature, request.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), request.Headers.GetValues("x-amz-content-sha256").Single(), ignoreCase: true);
    }
}
