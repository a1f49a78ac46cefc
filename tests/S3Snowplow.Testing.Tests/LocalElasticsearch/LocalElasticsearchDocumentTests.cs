using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>Documents, templates, mappings, access and faults.</summary>
public sealed class LocalElasticsearchDocumentTests
{
    [Fact]
    public async Task Bulk_OneIdTwice_IsOneDocument()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int status, JsonNode body) = await cluster.SendAsync(
            "POST",
            "_bulk?refresh=true",
            """
            {"index":{"_index":"a","_id":"1"}}
            {"n":1}
            {"index":{"_index":"a","_id":"1"}}
            {"n":2}
            {"create":{"_index":"a","_id":"1"}}
            {"n":3}

            """,
            "application/x-ndjson");

        Assert.Equal(200, status);
        Assert.True((bool)body["errors"]!);
        Assert.Equal([201, 200, 409], body["items"]!.AsArray().Select(item => (int)item!.AsObject().Single().Value!["status"]!));
        Assert.Equal("version_conflict_engine_exception", (string)body["items"]![2]!["create"]!["error"]!["type"]!);
        Assert.Equal("""{"n":2}""", Assert.Single(cluster.Documents("a")).Value.GetRawText());
        Assert.Equal("""{"count":1,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}}""", (await cluster.SendAsync("GET", "a/_count")).Body.ToJsonString());
    }

    [Fact]
    public async Task Bulk_ADocumentThatDoesNotFit_KeepsNoOtherOut()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (_, JsonNode body) = await cluster.SendAsync(
            "POST", "a/_bulk", "{\"index\":{\"_id\":\"1\"}}\n{\"n\":1}\n{\"index\":{\"_id\":\"2\"}}\n{\"n\":\"many\"}\n{\"index\":{\"_id\":\"3\"}}\n{\"n\":{\"m\":1}}\n{\"index\":{\"_id\":\"4\"}}\n{\"n\":4}\n", "application/x-ndjson");

        Assert.Equal([201, 400, 400, 201], body["items"]!.AsArray().Select(item => (int)item!["index"]!["status"]!));
        Assert.Equal("[1:6] failed to parse field [n] of type [long] in document with id '2'. Preview of field's value: 'many'", (string)body["items"]![1]!["index"]!["error"]!["reason"]!);
        Assert.Equal(["1", "4"], cluster.Documents("a").Keys.Order());
    }

    [Theory]
    [InlineData("{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{}", 400, "The bulk request must be terminated by a newline [\\n]")]
    [InlineData("{\"delete\":{\"_index\":\"a\",\"_id\":\"1\"}}\n", 400, "Malformed action/metadata line [1], expected one of [create, index] and a document behind it")]
    [InlineData("{\"index\":{\"_index\":\"A\",\"_id\":\"1\"}}\n{}\n", 400, "Invalid index name [A], must be lowercase")]
    [InlineData("{\"index\":{\"_index\":\"a\",\"_id\":\"1\",\"routing\":\"r\"}}\n{}\n", 400, "[bulk] unknown field [routing]")]
    public async Task Bulk_OfAnotherForm_IsRefused(string body, int status, string reason)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int actual, JsonNode answer) = await cluster.SendAsync("POST", "_bulk", body, "application/x-ndjson");

        Assert.Equal((status, reason), (actual, (string)answer["error"]!["reason"]!));
    }

    [Theory]
    [InlineData("POST", "a/_search?ignore_unavailable=true", 400, "request [/a/_search] contains unrecognized parameter: [ignore_unavailable]")]
    [InlineData("GET", "a/_field_caps", 400, "Validation Failed: 1: no fields specified;")]
    public async Task Request_OfAnotherSort_IsRefused(string method, string path, int status, string reason)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int actual, JsonNode answer) = await cluster.SendAsync(method, path, method == "POST" ? "{}" : null);

        Assert.Equal((status, reason), (actual, (string)answer["error"]!["reason"]!));
    }

    [Fact]
    public async Task Request_ForNoHandler_IsRefusedWithAText()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int actual, JsonNode answer) = await cluster.SendAsync("POST", "a/_delete_by_query", "{}");

        Assert.Equal((400, """{"error":"no handler found for uri [/a/_delete_by_query] and method [POST]"}"""), (actual, answer.ToJsonString()));
    }

    [Fact]
    public async Task Request_WithoutJson_IsRefused()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int status, _) = await cluster.SendAsync("POST", "a*/_search", "{}", "text/plain");

        Assert.Equal(406, status);
    }

    [Fact]
    public async Task Mapping_WithoutATemplate_IsThatOfTheValues()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", """{ "w": 1, "r": 1.5, "b": true, "t": "2026-01-01T00:00:00Z", "d": "2026-01-01", "s": "text", "o": { "i": [1, 2] }, "n": null }""");

        JsonNode fields = (await cluster.SendAsync("GET", "a/_field_caps?fields=w,r,b,t,d,s,s.keyword,o.i,n")).Body["fields"]!;

        Assert.Equal(
            ["b:boolean", "d:date", "o.i:long", "o:object", "r:float", "s.keyword:keyword", "s:text", "t:date", "w:long"],
            fields.AsObject().Select(field => $"{field.Key}:{field.Value!.AsObject().Single().Key}").Order(StringComparer.Ordinal));
        Assert.False((bool)fields["s"]!["text"]!["aggregatable"]!);
    }

    [Fact]
    public async Task Mapping_ATextOver256Letters_HasNoKeyword()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", $$"""{ "s": "{{new string('k', 257)}}" }""", """{ "s": "short" }""");

        Assert.Equal("short", (string)(await cluster.AggregateAsync("""{ "terms": { "field": "s.keyword" } }"""))["buckets"]!.AsArray().Single()!["key"]!);
    }

    [Fact]
    public async Task Template_OfThoseThatFit_TheComposableOneWithThePriorityCounts()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = 7 });
        await cluster.SendAsync("PUT", "_template/old", """{ "index_patterns": ["a*"], "order": 900, "mappings": { "properties": { "f": { "type": "long" } } } }""");
        await cluster.SendAsync("PUT", "_index_template/low", """{ "index_patterns": ["a*"], "priority": 1, "template": { "mappings": { "properties": { "f": { "type": "text" } } } } }""");
        await cluster.SendAsync("PUT", "_index_template/high", """{ "index_patterns": ["b", "a*"], "priority": 2, "template": { "mappings": { "dynamic_templates": [{ "rule": { "match_mapping_type": "string", "mapping": { "type": "keyword" } } }], "properties": { "o.f": { "type": "double" } } } } }""");
        await cluster.PutAsync("ab", """{ "o": { "f": 1 }, "s": "text", "t": "2026-01-01T00:00:00Z" }""");

        JsonNode fields = (await cluster.SendAsync("GET", "ab/_field_caps?fields=f,o.f,s,t")).Body["fields"]!;

        Assert.Equal(["o.f:double", "o:object", "s:keyword", "t:date"], fields.AsObject().Select(field => $"{field.Key}:{field.Value!.AsObject().Single().Key}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("_template/t", """{ "index_patterns": ["a*"], "mappings": { "properties": { "f": { "type": "long" } } } }""", 400)]
    [InlineData("_template/t?include_type_name=false", """{ "index_patterns": ["a*"], "mappings": { "properties": { "f": { "type": "long" } } } }""", 200)]
    [InlineData("_template/t", """{ "index_patterns": ["a*"], "mappings": { "_doc": { "properties": { "f": { "type": "long" } } } } }""", 200)]
    [InlineData("_index_template/t", """{ "index_patterns": ["a*"] }""", 405)]
    public async Task Template_InVersionSix_HasATypeOrSaysThatItHasNone(string path, string template, int expected)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = 6 });

        Assert.Equal(expected, (await cluster.SendAsync("PUT", path, template)).Status);
    }

    [Theory]
    [InlineData("""{ "index_patterns": ["a*"], "template": { "mappings": { "properties": { "f": { "type": "strange" } } } } }""", "No handler for type [strange] declared on field [f]")]
    [InlineData("""{ "index_patterns": ["a*"], "mappings": {} }""", "[index_template] unknown field [mappings]")]
    [InlineData("""{ "template": {} }""", "Validation Failed: 1: index patterns are missing;")]
    public async Task Template_ThatIsWrong_IsRefusedAtOnce(string template, string reason)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        (int status, JsonNode answer) = await cluster.SendAsync("PUT", "_index_template/t", template);

        Assert.Equal((400, reason), (status, (string)answer["error"]!["reason"]!));
    }

    [Fact]
    public async Task Access_WithoutTheCredentials_IsRefused()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { ApiKey = "key==", UserName = "u", Password = "p" });
        string user = Convert.ToBase64String(Encoding.UTF8.GetBytes("u:p"));

        Assert.Equal(401, (await cluster.SendAsync("GET", "")).Status);
        Assert.Equal(401, (await cluster.SendAsync("GET", "", credentials: new AuthenticationHeaderValue("ApiKey", "other"))).Status);
        Assert.Equal(200, (await cluster.SendAsync("GET", "", credentials: new AuthenticationHeaderValue("ApiKey", "key=="))).Status);
        Assert.Equal(200, (await cluster.SendAsync("GET", "", credentials: new AuthenticationHeaderValue("Basic", user))).Status);
    }

    [Fact]
    public async Task Faults_ArePlayedForSearchesInTheirOrder()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await cluster.PutAsync("a", """{ "n": 1 }""");
        await cluster.PutAsync("b", """{ "n": 2 }""");
        const string Sum = """{ "size": 0, "aggs": { "it": { "sum": { "field": "n" } } } }""";
        cluster.Fail(LocalElasticsearchFault.Throttle());
        cluster.Fail(LocalElasticsearchFault.LoseShards("b"));
        cluster.Fail(LocalElasticsearchFault.TimeOut());
        cluster.Fail(LocalElasticsearchFault.Break());

        Assert.Equal(200, (await cluster.SendAsync("GET", "*/_count")).Status);
        Assert.Equal(429, (await cluster.SearchAsync("*", Sum)).Status);
        JsonNode lost = (await cluster.SearchAsync("*", Sum)).Body;
        JsonNode late = (await cluster.SearchAsync("*", Sum)).Body;
        await Assert.ThrowsAsync<HttpRequestException>(() => cluster.SearchAsync("*", Sum));
        JsonNode well = (await cluster.SearchAsync("*", Sum)).Body;

        Assert.Equal((1, 1d), ((int)lost["_shards"]!["failed"]!, (double)lost["aggregations"]!["it"]!["value"]!));
        Assert.Equal((true, 0d), ((bool)late["timed_out"]!, (double)late["aggregations"]!["it"]!["value"]!));
        Assert.Equal(3d, (double)well["aggregations"]!["it"]!["value"]!);
    }

    [Fact]
    public async Task Put_WithoutARequest_IsTheSame()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        cluster.Put("a", "1", JsonSerializer.SerializeToElement(new { n = 1 }));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => cluster.Put("a", "2", JsonSerializer.SerializeToElement(new { n = "many" })));

        Assert.StartsWith("[1:6] failed to parse field [n] of type [long]", refused.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Documents("a"));
        cluster.Reset();
        Assert.Empty(cluster.Documents("a"));
    }

    [Fact]
    public async Task Start_OfAVersionThatIsNotThere_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = 5 }));
}
