using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>Searches are evaluated over the documents, by the rules of the Elasticsearch Guide; what is not known is refused.</summary>
public sealed class LocalElasticsearchSearchTests
{
    private static readonly string[] Documents =
    [
        """{ "when": "2026-01-01T00:00:00.000Z", "kind": "Put", "inner": { "size": 10 }, "of": [{ "name": "x" }] }""",
        """{ "when": "2026-01-01T00:00:59.999Z", "kind": "Put", "inner": { "size": 5 }, "of": [{ "name": "y" }] }""",
        """{ "when": "2026-01-01T00:01:00.000Z", "kind": "Delete", "inner": { "size": 1000 }, "of": [{ "name": "x" }] }""",
        """{ "when": "2026-01-01T01:30:00Z", "kind": "Put", "inner": { "size": null }, "of": [{ "name": "z" }], "nothing": null }""",
        """{ "when": "2026-01-01T01:31:00Z", "kind": "Put" }""",
    ];

    public static TheoryData<string, string> Queries => new()
    {
        { """{ "match_all": {} }""", "01234" },
        { """{ "term": { "kind.keyword": "Delete" } }""", "2" },
        { """{ "term": { "kind": "put" } }""", "0134" },
        { """{ "term": { "kind": "Put" } }""", "" },
        { """{ "terms": { "kind.keyword": ["Delete", "Post"] } }""", "2" },
        { """{ "term": { "inner.size": 5 } }""", "1" },
        { """{ "term": { "unknown": 5 } }""", "" },
        { """{ "exists": { "field": "inner" } }""", "012" },
        { """{ "exists": { "field": "of.name" } }""", "0123" },
        { """{ "exists": { "field": "nothing" } }""", "" },
        { """{ "range": { "when": { "gte": "2026-01-01T00:00:59.999Z", "lt": "2026-01-01T01:30:00.000Z", "format": "strict_date_optional_time" } } }""", "12" },
        { """{ "range": { "when": { "gt": "2026-01-01T00:00:59.999Z", "lte": "2026-01-01T01:30:00.000Z" } } }""", "23" },
        { """{ "range": { "inner.size": { "gte": 10 } } }""", "02" },
        { """{ "bool": { "filter": [{ "exists": { "field": "inner" } }, { "term": { "kind.keyword": "Put" } }] } }""", "01" },
        { """{ "bool": { "should": [{ "term": { "inner.size": 5 } }, { "term": { "kind.keyword": "Delete" } }] } }""", "12" },
        { """{ "bool": { "filter": [{ "exists": { "field": "inner" } }], "should": [{ "term": { "inner.size": 5 } }] } }""", "012" },
        { """{ "bool": { "filter": { "exists": { "field": "inner" } }, "should": [{ "term": { "inner.size": 5 } }], "minimum_should_match": 1 } }""", "1" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Search_AQuery_FindsThese(string query, string found)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", Documents);

        (int status, JsonNode body) = await cluster.SearchAsync("a", $$"""{ "query": {{query}}, "sort": [{ "when": { "order": "asc" } }] }""");

        Assert.Equal(200, status);
        Assert.Equal(found, string.Concat(body["hits"]!["hits"]!.AsArray().Select(hit => ((string)hit!["_id"]!)[1..])));
    }

    public static TheoryData<string, string> AllAggregations => new()
    {
        { """{ "sum": { "field": "inner.size" } }""", """{"value":1015}""" },
        { """{ "sum": { "field": "unknown" } }""", """{"value":0}""" },
        { """{ "max": { "field": "inner.size" } }""", """{"value":1000}""" },
        { """{ "max": { "field": "unknown" } }""", """{"value":null}""" },
        { """{ "filter": { "term": { "kind.keyword": "Put" } }, "aggs": { "s": { "sum": { "field": "inner.size" } } } }""", """{"doc_count":4,"s":{"value":15}}""" },
        {
            """{ "terms": { "field": "kind.keyword" } }""",
            """{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[{"key":"Put","doc_count":4},{"key":"Delete","doc_count":1}]}"""
        },
        {
            """{ "terms": { "field": "when", "size": 2, "order": { "_key": "desc" } } }""",
            """{"doc_count_error_upper_bound":0,"sum_other_doc_count":3,"buckets":[{"key":1767231060000,"key_as_string":"2026-01-01T01:31:00.000Z","doc_count":1},{"key":1767231000000,"key_as_string":"2026-01-01T01:30:00.000Z","doc_count":1}]}"""
        },
        {
            """{ "composite": { "size": 2, "sources": [{ "n": { "terms": { "field": "of.name.keyword" } } }] } }""",
            """{"after_key":{"n":"y"},"buckets":[{"key":{"n":"x"},"doc_count":2},{"key":{"n":"y"},"doc_count":1}]}"""
        },
        {
            """{ "composite": { "size": 2, "sources": [{ "n": { "terms": { "field": "of.name.keyword" } } }], "after": { "n": "y" } } }""",
            """{"after_key":{"n":"z"},"buckets":[{"key":{"n":"z"},"doc_count":1}]}"""
        },
        { """{ "composite": { "sources": [{ "n": { "terms": { "field": "of.name.keyword" } } }], "after": { "n": "z" } } }""", """{"buckets":[]}""" },
        {
            """{ "date_range": { "field": "when", "format": "strict_date_optional_time", "ranges": [{ "key": "1", "from": "2026-01-01T00:01:00.000Z", "to": "2026-01-01T00:02:00.000Z" }, { "key": "0", "from": "2026-01-01T00:00:00.000Z", "to": "2026-01-01T00:01:00.000Z" }] }, "aggs": { "s": { "sum": { "field": "inner.size" } } } }""",
            """{"buckets":[{"key":"0","from":1767225600000,"from_as_string":"2026-01-01T00:00:00.000Z","to":1767225660000,"to_as_string":"2026-01-01T00:01:00.000Z","doc_count":2,"s":{"value":15}},{"key":"1","from":1767225660000,"from_as_string":"2026-01-01T00:01:00.000Z","to":1767225720000,"to_as_string":"2026-01-01T00:02:00.000Z","doc_count":1,"s":{"value":1000}}]}"""
        },
        {
            """{ "date_histogram": { "field": "when", "fixed_interval": "1h", "min_doc_count": 1 } }""",
            """{"buckets":[{"key_as_string":"2026-01-01T00:00:00.000Z","key":1767225600000,"doc_count":3},{"key_as_string":"2026-01-01T01:00:00.000Z","key":1767229200000,"doc_count":2}]}"""
        },
        {
            """{ "top_hits": { "size": 1, "sort": [{ "when": { "order": "desc", "unmapped_type": "date" } }], "_source": { "includes": ["when", "inner.*"] } } }""",
            """{"hits":{"total":{"value":5,"relation":"eq"},"max_score":null,"hits":[{"_index":"a","_id":"a4","_score":null,"_source":{"when":"2026-01-01T01:31:00Z"},"sort":[1767231060000]}]}}"""
        },
    };

    [Theory]
    [MemberData(nameof(AllAggregations))]
    public async Task Search_AnAggregation_IsEvaluated(string aggregation, string expected)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", Documents);

        Assert.Equal(expected, (await cluster.AggregateAsync(aggregation)).ToJsonString());
    }

    [Theory]
    [InlineData(6, """{"total":5,"max_score":null,"hits":[{"_index":"a","_type":"_doc","_id":"a0","_score":null,"_source":{"inner":{"size":10}},"sort":[1767225600000]}]}""")]
    [InlineData(9, """{"total":{"value":5,"relation":"eq"},"max_score":null,"hits":[{"_index":"a","_id":"a0","_score":null,"_source":{"inner":{"size":10}},"sort":[1767225600000]}]}""")]
    public async Task Search_OfEachVersion_HasItsForm(int version, string hits)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = version });
        await cluster.PutAsync("a", Documents);

        (_, JsonNode body) = await cluster.SearchAsync("a", """{ "size": 1, "sort": [{ "when": { "order": "asc" } }], "_source": { "includes": ["inner"] } }""");

        Assert.Equal("""{"total":1,"successful":1,"skipped":0,"failed":0}""", body["_shards"]!.ToJsonString());
        Assert.False((bool)body["timed_out"]!);
        Assert.Equal(hits, body["hits"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{ "aggregation": {} }""", "[search] unknown field [aggregation]")]
    [InlineData("""{ "query": { "match": { "kind": "put" } } }""", "unknown query [match]")]
    [InlineData("""{ "query": { "bool": { "must_be": [] } } }""", "[bool] unknown field [must_be]")]
    [InlineData("""{ "query": { "range": { "when": { "from": 1 } } } }""", "[range] unknown field [from]")]
    [InlineData("""{ "query": { "range": { "when": { "gte": "yesterday" } } } }""", "failed to parse date field [yesterday] with format [strict_date_optional_time||epoch_millis]")]
    [InlineData("""{ "query": { "term": { "kind": { "value": ["put"] } } } }""", "[term] query does not support [kind] of that form")]
    [InlineData("""{ "aggs": { "it": { "avg": { "field": "inner.size" } } } }""", "Unknown aggregation type [avg]")]
    [InlineData("""{ "aggs": { "it": { "sum": { "field": "inner.size", "script": "1" } } } }""", "[sum] unknown field [script]")]
    [InlineData("""{ "aggs": { "it": { "sum": { "field": "inner.size" }, "aggs": { "s": { "sum": { "field": "inner.size" } } } } } }""", "Aggregator [sum] cannot accept sub-aggregations")]
    [InlineData("""{ "aggs": { "it": { "date_histogram": { "field": "when", "interval": "1h", "min_doc_count": 1 } } } }""", "[1:58] [date_histogram] unknown field [interval] did you mean [fixed_interval]?")]
    [InlineData("""{ "aggs": { "it": { "date_range": { "field": "when", "format": "basic_date", "ranges": [] } } } }""", "Invalid format: [basic_date]: not modelled here")]
    public async Task Search_WhatIsNotKnown_IsRefused(string body, string reason)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", Documents);

        (int status, JsonNode answer) = await cluster.SearchAsync("a", body);

        Assert.Equal(400, status);
        Assert.Equal(reason, (string)answer["error"]!["reason"]!);
        Assert.Equal(400, (int)answer["status"]!);
    }

    [Theory]
    [InlineData(6, "kind", "terms", "Fielddata is disabled on text fields by default. Set fielddata=true on [kind]")]
    [InlineData(7, "kind", "terms", "Text fields are not optimised for operations that require per-document field data like aggregations and sorting")]
    [InlineData(8, "kind", "sum", "Fielddata is disabled on [kind] in [a].")]
    [InlineData(6, "kind.keyword", "sum", "Expected numeric type on field [kind.keyword], but got [keyword]")]
    [InlineData(9, "kind.keyword", "max", "Field [kind.keyword] of type [keyword] is not supported for aggregation [max]")]
    public async Task Search_AFieldOfAnotherType_FailsInTheWordsOfTheVersion(int version, string field, string aggregation, string reason)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = version });
        await cluster.PutAsync("a", Documents);

        (int status, JsonNode answer) = await cluster.SearchAsync("a", $$$"""{ "aggs": { "it": { "{{{aggregation}}}": { "field": "{{{field}}}" } } } }""");

        Assert.Equal(400, status);
        Assert.Equal("search_phase_execution_exception", (string)answer["error"]!["type"]!);
        Assert.Equal("illegal_argument_exception", (string)answer["error"]!["root_cause"]![0]!["type"]!);
        Assert.StartsWith(reason, (string)answer["error"]!["failed_shards"]![0]!["reason"]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OneIndexOfTwoThatFails_IsLeftOutAndSaid()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", Documents);
        await cluster.SendAsync("PUT", "_index_template/b", """{ "index_patterns": ["ab"], "template": { "mappings": { "properties": { "inner.size": { "type": "keyword" } } } } }""");
        await cluster.PutAsync("ab", Documents);

        (int status, JsonNode answer) = await cluster.SearchAsync("a*", """{ "size": 0, "aggs": { "it": { "sum": { "field": "inner.size" } } } }""");

        Assert.Equal(200, status);
        Assert.Equal((2, 1, 1), ((int)answer["_shards"]!["total"]!, (int)answer["_shards"]!["successful"]!, (int)answer["_shards"]!["failed"]!));
        Assert.Equal("ab", (string)answer["_shards"]!["failures"]![0]!["index"]!);
        Assert.Equal(1015, (double)answer["aggregations"]!["it"]!["value"]!);
    }

    [Theory]
    [InlineData(7, 503)]
    [InlineData(8, 400)]
    public async Task Search_MoreBucketsThanAllowed_IsRefused(int version, int expected)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = version, MaxBuckets = 2 });
        await cluster.PutAsync("a", Documents);

        (int status, JsonNode answer) = await cluster.SearchAsync("a", """{ "aggs": { "it": { "terms": { "field": "when" } } } }""");

        Assert.Equal(expected, status);
        Assert.Equal("[]", answer["error"]!["root_cause"]!.ToJsonString());
        Assert.Equal("too_many_buckets_exception", (string)answer["error"]!["caused_by"]!["type"]!);
    }

    [Fact]
    public async Task Search_WithoutAnIndex_FindsNothingOrSaysWhichIsMissing()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int status, JsonNode body) = await cluster.SearchAsync("a*", """{ "aggs": { "it": { "sum": { "field": "x" } } } }""");
        (int missing, JsonNode error) = await cluster.SearchAsync("a", "{}");

        Assert.Equal((200, 0, false), (status, (int)body["_shards"]!["total"]!, body.AsObject().ContainsKey("aggregations")));
        Assert.Equal((404, "index_not_found_exception"), (missing, (string)error["error"]!["type"]!));
    }
}
