using System.Net;
using System.Text;
using System.Text.Json;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>Closed indices vanish from a pattern in silence: they are named.</summary>
public sealed class ClosedIndicesTests
{
    private const string Named = "1 closed index is among those of skip-*: skip-1. Searches leave it out: events, capacities and incidents in it are as if they had never been. Open it, or let IndexPattern name others.";

    public static TheoryData<string> Recorded => [.. RecordedAnswer.All.Where(one => one.Status == 200 && IsList(one)).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Recorded_List_NamesWhatIsClosed(string name)
    {
        RecordedAnswer recorded = RecordedAnswer.Named(name);
        string text = recorded.Answer!.Value.GetRawText();
        bool isClosed = text.Contains("\"closed\"", StringComparison.Ordinal) || text.Contains("\"close\"", StringComparison.Ordinal);
        var server = new Server { Answer = target => target.StartsWith(recorded.Target.Split('/')[1], StringComparison.Ordinal) ? (200, text) : (400, "{}") };

        IReadOnlyList<string> warnings = await LookAsync(server);

        Assert.Equal(isClosed, warnings.Count == 1);
    }

    // As all five servers list them (98b), and as they do where the other is not known (98).
    [Theory]
    [InlineData("_resolve", """{"indices":[{"name":"skip-1","attributes":["closed"]},{"name":"skip-2","attributes":["open"]},{"name":".hidden","attributes":["closed","hidden"]}],"aliases":[],"data_streams":[]}""")]
    [InlineData("_cat", """[{"index":"skip-1","status":"close","health":"yellow"},{"index":"skip-2","status":"open","health":"yellow"}]""")]
    public async Task Closed_IsNamed(string by, string answer)
    {
        var server = new Server { Answer = target => target.StartsWith(by, StringComparison.Ordinal) ? (200, answer) : (400, """{"error":"no handler found for uri"}""") };

        Assert.Equal([Named], await LookAsync(server));
        Assert.Equal("_resolve/index/skip-*?expand_wildcards=all", server.Asked[0]);
    }

    [Fact]
    public async Task Closed_ManyOfThem_AreCounted()
    {
        string indices = string.Join(',', Enumerable.Range(0, 12).Select(index => $$"""{"name":"i{{index:00}}","attributes":["closed"]}"""));
        var server = new Server { Answer = _ => (200, $$"""{"indices":[{{indices}}]}""") };

        Assert.StartsWith("12 closed indices are among those of skip-*: i00, i01, i02, i03, i04 and 7 more. Searches leave them out:", Assert.Single(await LookAsync(server)), StringComparison.Ordinal);
    }

    // The judge can do without: a key that may only read is the one that is recommended.
    [Theory]
    [InlineData(403, """{"error":{"root_cause":[{"type":"security_exception","reason":"no"}],"type":"security_exception","reason":"no"},"status":403}""")]
    [InlineData(405, """{"error":"Incorrect HTTP method"}""")]
    [InlineData(503, "")]
    [InlineData(200, "[[]]")]
    [InlineData(200, "<html>")]
    public async Task Unknown_IsNoFailureAndNoWarning(int status, string answer)
    {
        var logs = new RecordingLoggerFactory();
        var server = new Server { Answer = _ => (status, answer) };

        Assert.Empty(await LookAsync(server, logs));
        Assert.Equal([4044], logs.Entries.Select(entry => entry.EventId.Id));
    }

    [Fact]
    public async Task Look_IsTakenOnceAnHour()
    {
        var time = new ManualTimeProvider();
        var server = new Server { Answer = _ => (200, """{"indices":[{"name":"skip-1","attributes":["closed"]}]}""") };
        var options = new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), IndexPattern = "skip-*" };
        using var http = new HttpClient(server, disposeHandler: false);
        using var client = new ElasticsearchClient(options, new ElasticsearchFields(options), http, time);
        var closed = new ClosedIndices(client, new ElasticsearchFields(options), options, time);

        await closed.LookAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(59));
        await closed.LookAsync(CancellationToken.None);
        Assert.Single(server.Asked);

        server.Answer = _ => (200, """{"indices":[]}""");
        time.Advance(TimeSpan.FromMinutes(1));
        await closed.LookAsync(CancellationToken.None);
        Assert.Equal(2, server.Asked.Count);
        Assert.Empty(closed.Warnings);
    }

    private static bool IsList(RecordedAnswer one) => one.Target.StartsWith("/_resolve/index/", StringComparison.Ordinal) || (one.Target.StartsWith("/_cat/indices", StringComparison.Ordinal) && one.Target.Contains("format=json", StringComparison.Ordinal));

    private static async Task<IReadOnlyList<string>> LookAsync(Server server, RecordingLoggerFactory? logs = null)
    {
        var options = new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), IndexPattern = "skip-*" };
        using var http = new HttpClient(server, disposeHandler: false);
        var time = new ManualTimeProvider();
        using var client = new ElasticsearchClient(options, new ElasticsearchFields(options), http, time);
        var closed = new ClosedIndices(client, new ElasticsearchFields(options), options, time, logs?.CreateLogger("test"));
        await closed.LookAsync(CancellationToken.None);
        return closed.Warnings;
    }

    private sealed class Server : HttpMessageHandler
    {
        public Func<string, (int Status, string Body)> Answer { get; set; } = _ => (404, "{}");

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string target = request.RequestUri!.PathAndQuery.TrimStart('/');
            Asked.Add(target);
            (int status, string body) = Answer(target);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) });
        }
    }
}
