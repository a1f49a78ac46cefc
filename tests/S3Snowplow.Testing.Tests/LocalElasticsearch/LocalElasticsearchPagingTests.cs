using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>Documents read page by page by a time, as a client does that joins them itself.</summary>
public sealed class LocalElasticsearchPagingTests
{
    private const string Object = "unstruct_event_io_s3snowplow_object_event_1";

    [Fact]
    public async Task Search_PageByPage_MeetsEachDocument()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        Random random = new(13);
        for (int i = 0; i < 500; i++)
        {
            // Written in no order, over two indices, up to three at one time.
            Put(cluster, $"s-{i % 2}", $"e{i:000}", DateTimeOffset.UnixEpoch.AddMilliseconds(random.Next(200)), i);
        }

        SortedSet<string> met = [];
        long from = 0;
        int pages = 0;
        for (JsonArray hits = [null!]; hits.Count > 0 && pages < 200; pages++)
        {
            (int status, JsonNode body) = await cluster.SendAsync("POST", "s-*/_search?filter_path=hits.total,hits.hits._index,hits.hits._id,hits.hits._source,hits.hits.sort", Page(from, 1_000, 20));
            Assert.True(status == 200, body.ToJsonString());
            hits = body["hits"]!["hits"]!.AsArray();
            long[] times = [.. hits.Select(hit => (long)hit!["sort"]![0]!)];
            Assert.Equal(times.Order(), times);
            met.UnionWith(hits.Select(hit => (string)hit!["_id"]!));
            if (hits.Count < 20)
            {
                break;
            }

            from = times[^1];
        }

        Assert.Equal(500, met.Count);
    }

    [Fact]
    public async Task Search_ADocumentWrittenAgain_IsFoundAtItsNewTimeOnly()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        Put(cluster, "s-1", "m", DateTimeOffset.UnixEpoch.AddMilliseconds(100), 1);
        JsonNode before = (await cluster.SendAsync("POST", "s-*/_search", Page(0, 200, 10))).Body;
        Put(cluster, "s-1", "m", DateTimeOffset.UnixEpoch.AddMilliseconds(300), 1);

        JsonNode left = (await cluster.SendAsync("POST", "s-*/_search?filter_path=hits.hits", Page(0, 200, 10))).Body;
        JsonNode moved = (await cluster.SendAsync("POST", "s-*/_search", Page(200, 400, 10))).Body;

        Assert.Equal(1, (int)before["hits"]!["hits"]![0]!["_version"]!);
        Assert.Equal("""{"hits":{"hits":[]}}""", left.ToJsonString());
        Assert.Equal((2, "m", 300L), ((int)moved["hits"]!["hits"]![0]!["_version"]!, (string)moved["hits"]!["hits"]![0]!["_id"]!, (long)moved["hits"]!["hits"]![0]!["sort"]![0]!));
    }

    [Fact]
    public async Task Search_ManyDocumentsWrittenAgainAndAgain_FindsTheLastOfEach()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 800; i++)
            {
                Put(cluster, "s-1", $"e{i}", DateTimeOffset.UnixEpoch.AddMilliseconds(i), round);
            }

            JsonNode body = (await cluster.SendAsync("POST", "s-1/_search", Page(100, 200, 1_000))).Body;
            Assert.Equal(Enumerable.Repeat(round, 100), body["hits"]!["hits"]!.AsArray().Select(hit => (int)hit!["_source"]![Object]!["size"]!));
            Assert.Equal(Enumerable.Range(100, 100), body["hits"]!["hits"]!.AsArray().Select(hit => (int)(long)hit!["sort"]![0]!));
        }
    }

    [Theory]
    [InlineData("""["a", "o.b"]""", """{"a":1,"o":{"b":2}}""")]
    [InlineData("""["o"]""", """{"o":{"b":2,"c":[{"d":3,"e":4},{"e":5}],"n":null}}""")]
    [InlineData("""["o.c.d", "nothing"]""", """{"o":{"c":[{"d":3}]}}""")]
    [InlineData("""["*.b"]""", """{"o":{"b":2}}""")]
    [InlineData("\"a\"", """{"a":1}""")]
    [InlineData("""{ "excludes": ["o.c", "a"] }""", """{"o":{"b":2,"n":null}}""")]
    [InlineData("""["nothing"]""", "{}")]
    [InlineData("false", null)]
    [InlineData("true", """{"a":1,"o":{"b":2,"c":[{"d":3,"e":4},{"e":5}],"n":null}}""")]
    public async Task Search_WithASourceFilter_GivesThatOfTheSource(string filter, string? source)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", """{"a":1,"o":{"b":2,"c":[{"d":3,"e":4},{"e":5}],"n":null}}""");

        (_, JsonNode body) = await cluster.SearchAsync("a", $$"""{ "_source": {{filter}} }""");

        Assert.Equal(source, body["hits"]!["hits"]![0]!["_source"]?.ToJsonString());
    }

    [Theory]
    [InlineData(""" "gte": 1767225600000, "lt": 1767225660000, "format": "epoch_millis" """, "0")]
    [InlineData(""" "gte": "1767225600000", "lt": "1767225660000", "format": "epoch_millis" """, "0")]
    [InlineData(""" "gte": 1767225600001 """, "12")]
    [InlineData(""" "gt": "2026-01-01" """, "2")]
    [InlineData(""" "lte": "2026-01-01" """, "01")]
    [InlineData(""" "gt": "2026-01-01T00:00", "format": "strict_date_optional_time" """, "12")]
    public async Task Search_ARangeOfTimes_HasTheBoundsOfItsFormat(string bounds, string found)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", """{ "t": "2026-01-01T00:00:00.000Z" }""", """{ "t": "2026-01-01T12:00:00.000Z" }""", """{ "t": "2026-01-02T00:00:00.000Z" }""");

        (int status, JsonNode body) = await cluster.SearchAsync("a", $$"""{ "query": { "range": { "t": { {{bounds}} } } }, "sort": "t" }""");

        Assert.True(status == 200, body.ToJsonString());
        Assert.Equal(found, string.Concat(body["hits"]!["hits"]!.AsArray().Select(hit => ((string)hit!["_id"]!)[1..])));
    }

    [Fact]
    public async Task Search_MoreThanTheWindow_IsRefusedByName()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", "{}");

        (int status, JsonNode body) = await cluster.SearchAsync("a", """{ "from": 1, "size": 10000 }""");

        Assert.Equal(400, status);
        Assert.Contains("[10000] but was [10001]", (string)body["error"]!["root_cause"]![0]!["reason"]!, StringComparison.Ordinal);
        Assert.Contains("index.max_result_window", (string)body["error"]!["root_cause"]![0]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ByIndexName_CountsAndFindsItsDocuments()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a1", "{}", "{}");
        await cluster.PutAsync("a2", "{}");

        JsonNode counts = await cluster.AggregateAsync("""{ "terms": { "field": "_index" } }""");
        JsonNode found = (await cluster.SearchAsync("a*", """{ "query": { "terms": { "_index": ["a2"] } } }""")).Body;

        Assert.Equal("""[{"key":"a1","doc_count":2},{"key":"a2","doc_count":1}]""", counts["buckets"]!.ToJsonString());
        Assert.Equal("a20", (string)Assert.Single(found["hits"]!["hits"]!.AsArray())!["_id"]!);
    }

    private static string Page(long from, long to, int size) =>
        $$"""
        { "size": {{size}}, "version": true, "track_total_hits": true, "sort": [{ "collector_tstamp": { "order": "asc", "unmapped_type": "date" } }], "_source": ["collector_tstamp", "{{Object}}.size"],
          "query": { "bool": { "filter": [
            { "range": { "collector_tstamp": { "gte": {{from}}, "lt": {{to}}, "format": "epoch_millis" } } }, { "exists": { "field": "{{Object}}" } } ] } } }
        """;

    private static void Put(LocalElasticsearch cluster, string index, string id, DateTimeOffset time, int size)
    {
        using var document = JsonDocument.Parse($$"""{ "collector_tstamp": "{{time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}}", "{{Object}}": { "bucket": "acme-raw", "size": {{size}} } }""");
        cluster.Put(index, id, document.RootElement);
    }
}
