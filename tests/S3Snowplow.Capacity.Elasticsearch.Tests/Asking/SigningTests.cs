using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using S3Snowplow.Aws;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>Requests are signed as Amazon OpenSearch Service verifies them, index patterns included.</summary>
public sealed class SigningTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    // The published test suite of Signature Version 4 (get-unreserved, get-vanilla-empty-query-key, get-vanilla-query-order-key-case).
    [Theory]
    [InlineData("GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")]
    [InlineData("GET", "/", "Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb")]
    [InlineData("GET", "/", "Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void Verifier_OfAPublishedVector_GivesThePublishedSignature(string method, string path, string query, string signature)
    {
        KeyValuePair<string, string>[] headers = [new("host", "example.amazonaws.com"), new("x-amz-date", "20150830T123600Z")];

        Assert.Equal(signature, SignatureV4.Of(method, CanonicalPath(path), CanonicalQuery(query), headers, default, "20150830T123600Z", "us-east-1", "service", Secret));
    }

    // What services answered is on record: to POST /*,-notme/_search, "The Canonical String for this request should have been 'POST\n/%2A%2C-notme/_search".
    [Theory]
    [InlineData("/*,-notme/_search", "/%2A%2C-notme/_search")]
    [InlineData("/_resolve/index/*", "/_resolve/index/%2A")]
    [InlineData("/a%20b", "/a%2520b")]
    public void Verifier_OfAPatternInAPath_SignsWhatTheServiceSigns(string sent, string canonical) => Assert.Equal(canonical, CanonicalPath(sent));

    [Theory]
    [InlineData(ElasticsearchSigning.Es, "snowplow*")]
    [InlineData(ElasticsearchSigning.Es, "snowplow*,enriched-2026.01.01,other_*")]
    [InlineData(ElasticsearchSigning.Aoss, "snowplow*,x")]
    public async Task Request_OverTheNetwork_HasTheSignatureThatTheServiceComputes(ElasticsearchSigning signing, string pattern)
    {
        string service = signing == ElasticsearchSigning.Es ? "es" : "aoss";
        List<string> wrong = [];
        await using var server = new RawServer(request =>
        {
            wrong.AddRange(Verify(request, service, "eu-west-1"));
            return RawServer.Json("{\"took\":1}");
        });
        var options = new ElasticsearchOptions { Address = new Uri($"http://127.0.0.1:{server.Port}"), IndexPattern = pattern, Signing = signing, Region = "eu-west-1" };
        using ElasticsearchClient client = Client(options);

        (await client.AskAsync($"{AnswerCompleteness.Search}&filter_path=took,timed_out,_shards,hits.hits._source", "{\"size\":10000}"u8.ToArray(), CancellationToken.None)).Dispose();
        (await client.AskAsync("_field_caps?fields=collector_tstamp,contexts_io_s3snowplow_pipeline_1.name.keyword", body: null, CancellationToken.None)).Dispose();
        (await client.SendAsync(HttpMethod.Get, $"_resolve/index/{pattern}?expand_wildcards=all", body: null, CancellationToken.None)).Answer?.Dispose();
        (await client.SendAsync(HttpMethod.Put, "s3snowplow-state/_doc/judge?if_seq_no=0&if_primary_term=1", "{\"content\":[\"QUJD\"]}"u8.ToArray(), CancellationToken.None)).Answer?.Dispose();

        Assert.Empty(wrong);
        Assert.Equal(4, server.Requests.Count);
        Assert.StartsWith($"/{pattern}/_search?allow_partial_search_results=false&filter_path=took,timed_out,", server.Requests[0].Target, StringComparison.Ordinal);
    }

    // A path of a proxy may have letters that are encoded: signed as sent, each % once more.
    [Fact]
    public async Task Request_WithAnEncodedPath_IsSignedAsItIsSent()
    {
        List<string> wrong = [];
        await using var server = new RawServer(request =>
        {
            wrong.AddRange(Verify(request, "es", "eu-west-1"));
            return RawServer.Json("{\"took\":1}");
        });
        using ElasticsearchClient client = Client(new ElasticsearchOptions { Address = new Uri($"http://127.0.0.1:{server.Port}/a%20b/ü"), Signing = ElasticsearchSigning.Es, Region = "eu-west-1" });

        (await client.AskAsync(AnswerCompleteness.Search, "{}"u8.ToArray(), CancellationToken.None)).Dispose();

        Assert.Empty(wrong);
        Assert.StartsWith("/a%20b/%C3%BC/snowplow*/", server.Requests.Single().Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search-acme-abc123.eu-west-1.es.amazonaws.com", "eu-west-1")]
    [InlineData("vpc-acme-abc123.cn-north-1.es.amazonaws.com.cn", "cn-north-1")]
    [InlineData("abc123.us-east-2.aoss.amazonaws.com", "us-east-2")]
    [InlineData("search-acme-abc123.aos.us-east-1.on.aws", "us-east-1")]
    [InlineData("es.acme.com", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("es", null)]
    public void Region_OfAHost_IsFound(string host, string? region) => Assert.Equal(region, RequestSigning.RegionOfHost(host));

    [Fact]
    public void Signing_WithAKeyOrAUser_IsRefused() => Assert.Equal(
        "Signing is es, and ApiKey or UserName or Password are set; a request is either signed or has the credentials of a user.",
        Assert.Single(new ElasticsearchOptions { Address = new Uri("https://es.example"), Signing = ElasticsearchSigning.Es, ApiKey = "k" }.Validate()));

    [Fact]
    public void Region_ThatIsNone_IsRefused() => Assert.StartsWith(
        "Region is 'EU West'; a region's name is allowed", Assert.Single(new ElasticsearchOptions { Address = new Uri("https://es.example"), Signing = ElasticsearchSigning.Es, Region = "EU West" }.Validate()), StringComparison.Ordinal);

    [Fact]
    public async Task Credentials_ThatAreNotThere_AreTold()
    {
        var options = new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:1"), Signing = ElasticsearchSigning.Es, Region = "eu-west-1" };
        var time = new ManualTimeProvider();
        using var client = new ElasticsearchClient(options, new ElasticsearchFields(options), http: null, time, RequestSigning.Create(options, options.Names, time, new NoCredentials()));

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => client.AskAsync("_search", "{}"u8.ToArray(), CancellationToken.None));

        Assert.Equal((ElasticsearchProblem.Unauthorized, "The request cannot be signed for the service 'es': no place has any"), (failure.Problem, failure.Message));
    }

    private static ElasticsearchClient Client(ElasticsearchOptions options)
    {
        var time = new ManualTimeProvider();
        RequestSigning? signing = RequestSigning.Create(options, options.Names, time, new SessionAWSCredentials("AKIDEXAMPLE", Secret, "token"));
        return new ElasticsearchClient(options, new ElasticsearchFields(options), http: null, time, signing);
    }

    // From what came over the network alone.
    private static IEnumerable<string> Verify(RawRequest request, string service, string region)
    {
        string authorization = request.Headers["authorization"];
        string[] names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        string date = request.Headers["x-amz-date"];
        string[] target = request.Target.Split('?', 2);
        string computed = SignatureV4.Of(
            request.Method, CanonicalPath(target[0]), CanonicalQuery(target.Length > 1 ? target[1] : ""), names.Select(name => KeyValuePair.Create(name, request.Headers[name])), request.Body, date, region, service, Secret);
        if (!authorization.EndsWith("Signature=" + computed, StringComparison.Ordinal))
        {
            yield return $"{request.Method} {request.Target}: {authorization}, but {computed}";
        }

        if (!authorization.Contains($"/{date[..8]}/{region}/{service}/aws4_request", StringComparison.Ordinal))
        {
            yield return $"scope: {authorization}";
        }

        if (!request.Headers.TryGetValue("x-amz-content-sha256", out string? hash) || !hash.Equals(Convert.ToHexString(SHA256.HashData(request.Body)), StringComparison.OrdinalIgnoreCase) || !names.Contains("x-amz-content-sha256"))
        {
            yield return $"x-amz-content-sha256: {hash}";
        }

        // Serverless refuses a signature over it, and a proxy may change it.
        if (names.Contains("content-length") || !names.Contains("host") || !names.Contains("x-amz-security-token"))
        {
            yield return $"signed: {string.Join(';', names)}";
        }
    }

    // Source: IAM User Guide, "Create a signed AWS API request": each part of the path as it is sent is encoded once more (for services other than Amazon S3), all but letters, digits and -._~.
    private static string CanonicalPath(string sent) => string.Join('/', sent.Split('/').Select(Encode));

    private static string CanonicalQuery(string query) => string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Encode(Uri.UnescapeDataString(pair[0])), Value: pair.Length > 1 ? Encode(Uri.UnescapeDataString(pair[1])) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            _ = char.IsAsciiLetterOrDigit((char)one) || "-._~".Contains((char)one, StringComparison.Ordinal) ? encoded.Append((char)one) : encoded.Append('%').Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("no place has any");

        public override Task<ImmutableCredentials> GetCredentialsAsync() => throw new AmazonClientException("no place has any");
    }
}
