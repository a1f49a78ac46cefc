using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using S3Snowplow.Capacity.Tests.Elasticsearch.Asking;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>No message names a setting that the user does not have: every message, once where each setting has another name and once where none can be set.</summary>
public sealed partial class SettingNamesTests
{
    // Of two words at least: others stand in sentences too.
    private static readonly string[] Members =
    [
        .. typeof(ElasticsearchOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Where(name => name.Skip(1).Any(char.IsUpper)), "Address", "Region", "Form", "Signing",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_OfEverySort_NamesNoMember(bool hasNames)
    {
        List<string> messages = [];
        Func<string, string?> called = setting => hasNames ? $"--x-{setting.ToLowerInvariant()}" : null;
        messages.AddRange(Wrong(called));
        messages.AddRange(Recorded(called));
        await foreach (string failed in FailedAsync(called))
        {
            messages.Add(failed);
        }

        Assert.True(messages.Count > 60, $"{messages.Count} messages");
        Assert.All(messages, message => Assert.DoesNotContain(Members, member => Words().Matches(message).Any(word => word.Value == member)));
        Assert.Equal(hasNames, messages.Exists(message => message.Contains("--x-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_AreThereForEverySetting()
    {
        var names = new SettingNames(_ => null);

        Assert.All(
            typeof(ElasticsearchOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Where(name => name != nameof(ElasticsearchOptions.SettingName)),
            name => Assert.NotEqual("a setting of the program", names.Of(name)));
    }

    // A function's user has variables: each setting that a message may name has one, or is told in words.
    [Fact]
    public void Variables_OfAFunction_AreWhatItsMessagesName() => Assert.All(
        typeof(ElasticsearchOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name),
        name => Assert.True(FunctionSettings.VariableOf(name) is not { } variable || variable.All(letter => letter is '_' or (>= 'A' and <= 'Z')), name));

    private static IEnumerable<string> Wrong(Func<string, string?> called)
    {
        (string Member, object? Value)[] wrong =
        [
            ("Address", null), ("Address", new Uri("https://user:p@es.example")), ("Address", new Uri("http://es.example")), ("IndexPattern", "_X"), ("KeywordSuffix", "keyword"), ("TimeField", ""), ("ReceiptField", ""),
            ("UserName", "u"), ("ApiKey", "a b"), ("RequestTimeout", TimeSpan.Zero), ("PageSize", 0), ("DocumentsPerPage", 0), ("RememberedEvents", 0), ("Form", (ElasticsearchForm)9), ("MaxBuckets", 0), ("EventSchema", "x"),
            ("Signing", (ElasticsearchSigning)9), ("Region", "EU WEST"), ("ClientCertificate", "/nothing/here.pem"), ("CertificateAuthority", "/nothing/here.pem"),
        ];
        foreach ((string member, object? value) in wrong)
        {
            var options = new ElasticsearchOptions { Address = new Uri("https://es.example"), SettingName = called };
            typeof(ElasticsearchOptions).GetProperty(member)!.SetValue(options, value);
            yield return Assert.Single(options.Validate());
        }

        yield return Assert.Single(new ElasticsearchOptions { Address = new Uri("https://es.example"), SettingName = called, ApiKey = "k", UserName = "u", Password = "p" }.Validate());
        yield return Assert.Single(new ElasticsearchOptions { Address = new Uri("https://es.example"), SettingName = called, Signing = ElasticsearchSigning.Es, ApiKey = "k" }.Validate());
        yield return Assert.Throws<ArgumentException>(() => new ElasticsearchJudgeState(new ElasticsearchOptions { Address = new Uri("https://es.example"), SettingName = called }, "snowplow-x")).Message.Split(" (Parameter")[0];
    }

    // Every recorded answer as an error of a search, whatever it is: the kinds of messages are all among them.
    private static IEnumerable<string> Recorded(Func<string, string?> called)
    {
        var options = new ElasticsearchOptions { SettingName = called, Form = ElasticsearchForm.Entity };
        var fields = new ElasticsearchFields(options);
        foreach (RecordedAnswer recorded in RecordedAnswer.All.Where(one => one.Answer is not null))
        {
            if (recorded.Status >= 400)
            {
                yield return ElasticsearchFailure.Of((HttpStatusCode)recorded.Status, ErrorCause.Of(recorded.Answer!.Value), fields, options).Message;
            }
        }

        foreach (int status in (int[])[302, 400, 401, 403, 404, 406, 413, 429, 500, 502, 503, 504])
        {
            foreach (string type in (string[])["", "security_exception", "cluster_block_exception", "index_closed_exception", "index_not_found_exception", "too_many_buckets_exception", "circuit_breaking_exception", "master_not_discovered_exception"])
            {
                foreach (string reason in (string[])["", "why", "Result window is too large", "Fielddata is disabled on [x]", "Fielddata is disabled on [contexts_io_s3snowplow_pipeline_1.name]"])
                {
                    yield return ElasticsearchFailure.Of((HttpStatusCode)status, new ErrorCause(type, reason), fields, options).Message;
                }
            }
        }
    }

    private static async IAsyncEnumerable<string> FailedAsync(Func<string, string?> called)
    {
        string?[] answers =
        [
            null, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
            RawServer.Json("{\"took\":1,\"timed_out\":false,\"_shards\":{\"total\":0,\"successful\":0,\"failed\":0}}"), RawServer.Json("{\"took\":1,\"timed_out\":true,\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0}}"),
            RawServer.Json("{\"fields\":{\"collector_tstamp\":{\"text\":{}}}}"), RawServer.Json("{\"fields\":{\"contexts_io_s3snowplow_pipeline_1.name\":{\"text\":{}}}}"), RawServer.Json("{\"fields\":{\"contexts_io_s3snowplow_pipeline_1\":{\"nested\":{}}}}"),
        ];
        foreach (string? answer in answers)
        {
            await using var server = new RawServer(_ => answer);
            using var minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = new Uri($"http://127.0.0.1:{server.Port}"), SettingName = called, Form = ElasticsearchForm.Entity });
            yield return (await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(minutes, 0, 10))).Message;
        }

        using var certificates = new TestCertificates();
        using var own = certificates.Issue();
        await using var secure = new RawServer(_ => null, own);
        using var untrusting = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = new Uri($"https://127.0.0.1:{secure.Port}"), SettingName = called });
        yield return (await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(untrusting, 0, 10))).Message;

        using var late = new ElasticsearchReceivedMinutes(
            new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), SettingName = called, RequestTimeout = TimeSpan.FromSeconds(1) }, http: new HttpClient(new TimesOut()), timeProvider: new ManualTimeProvider());
        yield return (await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(late, 0, 10))).Message;
    }

    private sealed class TimesOut : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new OperationCanceledException();
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
