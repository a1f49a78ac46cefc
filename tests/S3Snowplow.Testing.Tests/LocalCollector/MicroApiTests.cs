using System.Net;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

public sealed class MicroApiTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero);

    [Fact]
    public async Task All_AfterEvents_Counts()
    {
        await using var fixture = await StartAsync();

        Assert.Equal("""{"total":4,"good":3,"bad":1}""", (await GetAsync(fixture, "all")).GetRawText());
        Assert.Equal("""{"total":4,"good":3,"bad":1}""", (await PostAsync(fixture, "all", "")).GetRawText());
    }

    [Fact]
    public async Task Good_WithoutFilter_ShowsTheNewestFirstInMicrosShape()
    {
        await using var fixture = await StartAsync();

        var good = await GetAsync(fixture, "good");

        Assert.Equal(3, good.GetArrayLength());
        var first = good[0];
        Assert.Equal(
            ["rawEvent", "eventType", "schema", "contexts", "event", "incomplete"],
            first.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["api", "parameters", "contentType", "source", "context"],
            first.GetProperty("rawEvent").EnumerateObject().Select(member => member.Name));
        Assert.Equal("tp2", first.GetProperty("rawEvent").GetProperty("api").GetProperty("version").GetString());
        Assert.Equal(Tp2.Id(3), first.GetProperty("rawEvent").GetProperty("parameters").GetProperty("eid").GetString());
        Assert.Equal("unstruct", first.GetProperty("eventType").GetString());
        Assert.Equal(SchemaFolder.Purchase, first.GetProperty("schema").GetString());
        Assert.Equal("2026-03-04T05:06:07.890Z", first.GetProperty("event").GetProperty("collector_tstamp").GetString());
        Assert.Equal("1970-01-01T00:00:03.000Z", first.GetProperty("event").GetProperty("derived_tstamp").GetString());
        Assert.Equal("purchase", first.GetProperty("event").GetProperty("event_name").GetString());
        Assert.Equal(SchemaFolder.Purchase, first.GetProperty("event").GetProperty("unstruct_event").GetProperty("data").GetProperty("schema").GetString());
        Assert.Equal(SchemaFolder.Shop, good[2].GetProperty("contexts")[0].GetString());
        Assert.Equal("one", good[2].GetProperty("event").GetProperty("contexts").GetProperty("data")[0].GetProperty("data").GetProperty("name").GetString());
        Assert.False(first.GetProperty("incomplete").GetBoolean());
    }

    [Theory]
    [InlineData("""{"event_type":"unstruct"}""", 3)]
    [InlineData("""{"event_type":"ue"}""", 0)]
    [InlineData("""{"schema":"iglu:com.example/purchase/jsonschema/1-0-0"}""", 3)]
    [InlineData("""{"schema":"iglu:com.example/purchase/jsonschema/1-0-1"}""", 0)]
    [InlineData("""{"contexts":["iglu:com.example/shop/jsonschema/1-0-0"]}""", 1)]
    [InlineData("""{"contexts":["iglu:com.example/shop/jsonschema/1-0-0","iglu:com.example/purchase/jsonschema/1-0-0"]}""", 0)]
    [InlineData("""{"limit":2}""", 2)]
    [InlineData("""{}""", 3)]
    [InlineData("", 3)]
    public async Task Good_Filter_Selects(string filter, int count)
    {
        await using var fixture = await StartAsync();

        Assert.Equal(count, (await PostAsync(fixture, "good", filter)).GetArrayLength());
    }

    [Fact]
    public async Task Bad_WithoutFilter_HasASentenceAndABadRow()
    {
        await using var fixture = await StartAsync();

        var bad = (await GetAsync(fixture, "bad"))[0];

        Assert.Equal(["collectorPayload", "rawEvent", "errors"], bad.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Error while validating the event.", bad.GetProperty("errors")[0].GetString());
        using var row = JsonDocument.Parse(bad.GetProperty("errors")[1].GetString()!);
        Assert.Equal("iglu:com.snowplowanalytics.snowplow.badrows/schema_violations/jsonschema/2-0-1", row.RootElement.GetProperty("schema").GetString());
        Assert.Equal(Tp2.Id(4), bad.GetProperty("rawEvent").GetProperty("parameters").GetProperty("eid").GetString());
    }

    [Fact]
    public async Task Bad_WholeBody_HasNoRawEvent()
    {
        await using var fixture = await StartAsync();
        await fixture.SendAsync("nonsense");

        var bad = (await GetAsync(fixture, "bad"))[0];

        Assert.Equal(JsonValueKind.Null, bad.GetProperty("rawEvent").ValueKind);
        Assert.Equal("nonsense", bad.GetProperty("collectorPayload").GetProperty("body").GetString());
        Assert.Equal("Error while extracting event(s) from collector payload and validating it/them.", bad.GetProperty("errors")[0].GetString());
    }

    [Theory]
    [InlineData("""{"vendor":"com.snowplowanalytics.snowplow"}""", 1)]
    [InlineData("""{"vendor":"com.other","version":"v1"}""", 1)]
    [InlineData("""{"version":"v2"}""", 0)]
    [InlineData("""{"limit":1}""", 1)]
    [InlineData("{}", 2)]
    public async Task Bad_Filter_Selects(string filter, int count)
    {
        await using var fixture = await StartAsync();
        await fixture.SendAsync("{}", "com.other/v1");

        Assert.Equal(count, (await PostAsync(fixture, "bad", filter)).GetArrayLength());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Reset_AfterEvents_ForgetsThem(string method)
    {
        await using var fixture = await StartAsync();

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("micro/reset", UriKind.Relative));
        using var response = await fixture.Client.SendAsync(request);

        Assert.Equal("Reset completed", await response.TextAsync());
        Assert.Equal(0, fixture.Collector.Counts.Total);
        Assert.Empty(fixture.Collector.Requests);
    }

    [Fact]
    public async Task Iglu_KnownSchema_IsGiven()
    {
        await using var fixture = await StartAsync();

        var schema = await GetAsync(fixture, "iglu/com.example/shop/jsonschema/1-0-0");

        Assert.Equal("object", schema.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("com.example/other/jsonschema/1-0-0")]
    [InlineData(".../shop/jsonschema/1-0-0")]
    [InlineData("com.example/shop")]
    public async Task Iglu_UnknownSchema_Is404WithTheLookup(string address)
    {
        await using var fixture = await StartAsync();

        using var response = await fixture.Client.GetAsync(new Uri(fixture.Collector.Uri, "micro/iglu/" + address));
        var text = await response.TextAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("""{"value":{"S3Snowplow local collector":{"errors":[{"error":"NotFound"}],"attempts":1,"lastAttempt":"2026-03-04T05:06:07.890Z"}}}""", text);
    }

    [Fact]
    public async Task Events_Unfiltered_AreFlatWithAMemberForEachSchema()
    {
        await using var fixture = await StartAsync();

        var answer = await PostAsync(fixture, "events", """{"filters":[{"column":"event_id","values":["nobody","6F1C2B7E-0000-5000-8000-000000000001"]}]}""");

        Assert.Equal((1, 1), (answer.GetProperty("totalItems").GetInt32(), answer.GetProperty("totalPages").GetInt32()));
        var found = answer.GetProperty("events")[0];
        Assert.Equal("srv", found.GetProperty("platform").GetString());
        Assert.Equal(JsonValueKind.Null, found.GetProperty("app_id").ValueKind);
        Assert.Equal("""{"item":"pen"}""", found.GetProperty("unstruct_event_com_example_purchase_1").GetRawText());
        Assert.Equal(
            """[{"name":"one","_schema_version":"iglu:com.example/shop/jsonschema/1-0-0"}]""",
            found.GetProperty("contexts_com_example_shop_1").GetRawText());
    }

    [Fact]
    public async Task Events_NumbersAndEntitiesThatAreNoObjects_KeepTheirType()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Schemas.Add("com.example", "tags", """{"type":"array"}""");
        var parameters = Tp2.Purchase();
        parameters["vid"] = "7";
        parameters["ip"] = "10.0.0.1, 10.0.0.2";
        parameters["co"] = Tp2.Contexts(Tp2.SelfDescribing("iglu:com.example/tags/jsonschema/1-0-0", "[1]"));
        await fixture.SendAsync(parameters, new() { ["e"] = "pv", ["p"] = "web", ["tv"] = "t" });

        var events = (await PostAsync(fixture, "events", "")).GetProperty("events");

        Assert.Equal(7, events[1].GetProperty("domain_sessionidx").GetInt32());
        Assert.Equal("10.0.0.1", events[1].GetProperty("user_ipaddress").GetString());
        Assert.Equal("[[1]]", events[1].GetProperty("contexts_com_example_tags_1").GetRawText());
        Assert.Equal("page_view", events[0].GetProperty("event").GetString());
        Assert.Equal(JsonValueKind.Null, events[0].GetProperty("event_vendor").ValueKind);
        Assert.Equal(JsonValueKind.Object, (await GetAsync(fixture, "good"))[0].GetProperty("event").GetProperty("unstruct_event").ValueKind);
    }

    [Theory]
    [InlineData("""{"page":1,"pageSize":2}""", "3,2", 2, 3)]
    [InlineData("""{"page":2,"pageSize":2}""", "1", 2, 3)]
    [InlineData("""{"sorting":{"column":"true_tstamp","desc":false}}""", "1,2,3", 1, 3)]
    [InlineData("""{"sorting":{"column":"true_tstamp","desc":true},"pageSize":1}""", "3", 3, 3)]
    [InlineData("""{"validEvents":false}""", "", 0, 0)]
    [InlineData("""{"validEvents":true}""", "3,2,1", 1, 3)]
    [InlineData("""{"timeRange":{"start":"2026-03-04T05:06:07.890Z","end":"2026-03-04T05:06:07.890Z"}}""", "3,2,1", 1, 3)]
    [InlineData("""{"timeRange":{"start":0,"end":1}}""", "", 0, 0)]
    [InlineData("""{"filters":[{"column":"event_name","values":["PURCHASE"]},{"column":"no_such_column","values":["x"]}]}""", "", 0, 0)]
    public async Task Events_Query_PagesSortsAndFilters(string query, string ids, int pages, int items)
    {
        await using var fixture = await StartAsync();

        var answer = await PostAsync(fixture, "events", query);

        Assert.Equal(
            ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => Tp2.Id(int.Parse(id, null))),
            answer.GetProperty("events").EnumerateArray().Select(found => found.GetProperty("event_id").GetString()!));
        Assert.Equal((pages, items), (answer.GetProperty("totalPages").GetInt32(), answer.GetProperty("totalItems").GetInt32()));
    }

    [Theory]
    [InlineData("GET", "micro")]
    [InlineData("GET", "micro/timeline")]
    [InlineData("GET", "micro/events")]
    [InlineData("POST", "micro/iglu/com.example/shop/jsonschema/1-0-0")]
    [InlineData("DELETE", "micro/good")]
    public async Task Other_Endpoint_Is404AndNamesTheOthers(string method, string path)
    {
        await using var fixture = await StartAsync();

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var response = await fixture.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.StartsWith("Supported endpoints: ", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good", "{")]
    [InlineData("good", """{"limit":1.5}""")]
    [InlineData("events", """{"timeRange":{"start":"now"}}""")]
    public async Task Post_FilterThatCannotBeRead_Is400(string endpoint, string filter)
    {
        await using var fixture = await StartAsync();

        using var response = await fixture.Client.PostAsync(filter, "micro/" + endpoint);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    // Three good events, the first with an entity, and a bad one.
    private static async Task<CollectorFixture> StartAsync()
    {
        var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = new SteppedTime(Now));
        var first = Tp2.Purchase(1);
        first["co"] = Tp2.Contexts(Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"one"}"""));
        Dictionary<string, string>[] events = [first, Tp2.Purchase(2), Tp2.Purchase(3), Tp2.Purchase(4, "{}")];
        for (var i = 0; i < events.Length; i++)
            events[i]["ttm"] = $"{i + 1}000";
        await fixture.SendAsync(events);
        return fixture;
    }

    private static async Task<JsonElement> GetAsync(CollectorFixture fixture, string endpoint)
    {
        using var response = await fixture.Client.GetAsync(new Uri("micro/" + endpoint, UriKind.Relative));
        return await ReadAsync(response);
    }

    private static async Task<JsonElement> PostAsync(CollectorFixture fixture, string endpoint, string body)
    {
        using var response = await fixture.Client.PostAsync(body, "micro/" + endpoint);
        return await ReadAsync(response);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(await response.TextAsync());
        return document.RootElement.Clone();
    }
}
