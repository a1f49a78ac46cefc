using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>Shards that are not there, and nodes that have no room: what a client that looks only at the status, or only at failures, does not see.</summary>
public sealed class LocalElasticsearchShardTests
{
    private const string Count = """{ "size": 0, "track_total_hits": true }""";

    [Theory]
    [InlineData(SearchDistribution.Elasticsearch, 1)]
    [InlineData(SearchDistribution.OpenSearch, 0)]
    public async Task LoseShard_OfOneIndexOfTwo_IsAnAnswerOfTheOther(SearchDistribution distribution, int failed)
    {
        await using LocalElasticsearch cluster = await StartAsync(distribution);

        cluster.LoseShard("a1");
        JsonNode part = (await cluster.SearchAsync("a*", Count)).Body;
        (int refused, JsonNode reason) = await cluster.SendAsync("POST", "a*/_search?allow_partial_search_results=false", Count);
        cluster.FindShard("a1");
        JsonNode whole = (await cluster.SearchAsync("a*", Count)).Body;

        Assert.Equal((2, 1, failed, 1), (Shards(part, "total"), Shards(part, "successful"), Shards(part, "failed"), Hits(part)));
        Assert.Equal(503, refused);
        Assert.StartsWith("Search rejected due to missing shards [[a1][0]]", (string)reason["error"]!["caused_by"]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal((2, 3), (Shards(whole, "successful"), Hits(whole)));
    }

    [Fact]
    public async Task LoseShard_TheDocumentsOfIt_CanBeNeitherReadNorWritten()
    {
        await using LocalElasticsearch cluster = await StartAsync(SearchDistribution.OpenSearch);

        cluster.LoseShard("a0");

        Assert.Equal(503, (await cluster.SendAsync("GET", "a0/_doc/a00")).Status);
        Assert.Equal(503, (await cluster.SendAsync("PUT", "a0/_doc/a00", "{}")).Status);
        cluster.FindShard("a0");
        Assert.Equal(1, (int)(await cluster.SendAsync("GET", "a0/_doc/a00")).Body["_version"]!);
    }

    [Fact]
    public async Task LoseShard_OfNoIndex_IsRefused()
    {
        await using LocalElasticsearch cluster = await StartAsync(SearchDistribution.OpenSearch);

        Assert.StartsWith("There is no index b.", Assert.Throws<ArgumentException>(() => cluster.LoseShard("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_OneShardMoreIsThereAfterEachSearch()
    {
        await using LocalElasticsearch cluster = await StartAsync(SearchDistribution.OpenSearch);

        cluster.Restart();
        (int first, JsonNode nothing) = await cluster.SearchAsync("a*", Count);
        (int second, JsonNode part) = await cluster.SearchAsync("a*", Count);
        (int third, JsonNode whole) = await cluster.SearchAsync("a*", Count);

        Assert.Equal((503, "[]"), (first, nothing["error"]!["root_cause"]!.ToJsonString()));
        Assert.Equal((200, 1, 0, 1), (second, Shards(part, "successful"), Shards(part, "failed"), Hits(part)));
        Assert.Equal((200, 2, 3), (third, Shards(whole, "successful"), Hits(whole)));
    }

    [Fact]
    public async Task Breakers_OfASearchAndOfTheNode_AreToldApartByTheirPlace()
    {
        await using LocalElasticsearch cluster = await StartAsync(SearchDistribution.OpenSearch);
        cluster.Fail(LocalElasticsearchFault.TripRequestBreaker());
        cluster.Fail(LocalElasticsearchFault.TripParentBreaker());

        // The one of a search waits for a search, the one of the node stops any request.
        Assert.Equal(200, (await cluster.SendAsync("GET", "a*/_field_caps?fields=n")).Status);
        (int search, JsonNode ofShard) = await cluster.SearchAsync("a*", """{ "aggs": { "bytes": { "sum": { "field": "n" } } } }""");
        (int fields, JsonNode ofNode) = await cluster.SendAsync("GET", "a*/_field_caps?fields=n");

        Assert.Equal((429, "search_phase_execution_exception"), (search, (string)ofShard["error"]!["type"]!));
        Assert.Equal("[request] Data too large, data for [<agg [bytes]>] would be [12288/12kb], which is larger than the limit of [1024/1kb]", (string)ofShard["error"]!["root_cause"]![0]!["reason"]!);
        Assert.Equal((429, "circuit_breaking_exception"), (fields, (string)ofNode["error"]!["type"]!));
        Assert.Contains("fielddata=", (string)ofNode["error"]!["reason"]!, StringComparison.Ordinal);
    }

    // The most frequent value of both indices together is the third one of each.
    [Theory]
    [InlineData(""" "size": 1, "shard_size": 2 """, "a1p", 3, 4, 11)]
    [InlineData(""" "size": 1, "shard_size": 3 """, "x", 4, 0, 10)]
    [InlineData(""" "size": 1 """, "x", 4, 0, 10)]
    public async Task Terms_OfMoreValuesThanAShardGives_MissesTheFirstAndSaysSo(string sizes, string key, int count, int error, int others)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        foreach (string index in new[] { "a1", "a2" })
        {
            string[] values = [$"{index}p", $"{index}p", $"{index}p", $"{index}q", $"{index}q", "x", "x"];
            await cluster.PutAsync(index, [.. values.Select(value => $$"""{ "v": "{{value}}" }""")]);
        }

        JsonNode terms = await cluster.AggregateAsync($$"""{ "terms": { "field": "v.keyword", {{sizes}} } }""");

        Assert.Equal((key, count), ((string)terms["buckets"]![0]!["key"]!, (int)terms["buckets"]![0]!["doc_count"]!));
        Assert.Equal((error, others), ((int)terms["doc_count_error_upper_bound"]!, (int)terms["sum_other_doc_count"]!));
    }

    [Fact]
    public async Task State_OfEightWritersAtOnce_OneWins()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.SendAsync("PUT", "state/_create/judge", """{ "owner": "none" }""");

        (int Status, JsonNode Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => cluster.SendAsync("PUT", "state/_doc/judge?if_seq_no=0&if_primary_term=1", $$"""{ "owner": "{{i}}" }""")));

        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        int winner = Array.FindIndex(answers, answer => answer.Status == 200);
        Assert.Equal($"{winner}", (string)(await cluster.SendAsync("GET", "state/_doc/judge")).Body["_source"]!["owner"]!);
    }

    private static async Task<LocalElasticsearch> StartAsync(SearchDistribution distribution)
    {
        LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { Distribution = distribution });
        await cluster.PutAsync("a0", """{ "n": 1 }""");
        await cluster.PutAsync("a1", """{ "n": 2 }""", """{ "n": 3 }""");
        return cluster;
    }

    private static int Shards(JsonNode answer, string name) => (int)answer["_shards"]![name]!;

    private static int Hits(JsonNode answer) => (int)answer["hits"]!["total"]!["value"]!;
}
