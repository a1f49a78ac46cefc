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
        Assert.Equal("1970-01-01T00:00:03Z", first.GetProperty("event").GetProperty("derived_tstamp").GetString());
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
    [InlineData("""{"limit":"2"}""", 2)]
    [InlineData("""{"schema":null,"limit":-1}""", 0)]
    [InlineData("""{"x":1}""", 3)]
    [InlineData("""{}""", 3)]
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
    [InlineData(SnowplowSoftware.Micro4, "GET", "Reset completed")]
    [InlineData(SnowplowSoftware.Micro4, "POST", "Reset completed")]
    [InlineData(SnowplowSoftware.Micro3, "POST", """{"total":0,"good":0,"bad":0}""")]
    [InlineData(SnowplowSoftware.Micro2, "GET", """{"total":0,"good":0,"bad":0}""")]
    [InlineData(SnowplowSoftware.Micro1, "GET", """{"total":0,"good":0,"bad":0}""")]
    public async Task Reset_AfterEvents_ForgetsThem(SnowplowSoftware software, string method, string answer)
    {
        await using var fixture = await StartAsync(software);

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("micro/reset", UriKind.Relative));
        using var response = await fixture.Client.SendAsync(request);

        Assert.Equal(answer, await response.TextAsync());
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
    public async Task Iglu_UnknownSchema_Is404WithTheLookup(string address)
    {
        await using var fixture = await StartAsync();

        using var response = await fixture.Client.GetAsync(new Uri(fixture.Collector.Uri, "micro/iglu/" + address));
        var text = await response.TextAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("""{"value":{"Iglu Client Embedded":{"errors":[{"error":"NotFound"}],"attempts":1,"lastAttempt":"2026-03-04T05:06:07.890Z"},"Local static registry":{"errors":[{"error":"NotFound"}],"attempts":1,"lastAttempt":"2026-03-04T05:06:07.890Z"}}}""", text);
    }

    [Theory]
    [InlineData(SnowplowSoftware.Micro1, "com.example/shop", "Schema lookup should be")]
    [InlineData(SnowplowSoftware.Micro3, "com.example/shop", "Schema lookup should be")]
    [InlineData(SnowplowSoftware.Micro4, "com.example/shop", "Supported endpoints: ")]
    [InlineData(SnowplowSoftware.Micro4, "com.example/shop/jsonschema/1", "Schema lookup should be")]
    public async Task Iglu_NoAddress_Is404WithTheForm(SnowplowSoftware software, string address, string text)
    {
        await using var fixture = await StartAsync(software);

        using var response = await fixture.Client.GetAsync(new Uri("micro/iglu/" + address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(text, await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_Unfiltered_AreFlatWithAMemberForEachSchema()
    {
        await using var fixture = await StartAsync();

        var answer = await PostAsync(fixture, "events", Query("""[{"column":"event_id","values":["nobody","6F1C2B7E-0000-5000-8000-000000000001"]}]"""));

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

        var events = (await PostAsync(fixture, "events", Query())).GetProperty("events");

        Assert.Equal(7, events[1].GetProperty("domain_sessionidx").GetInt32());
        Assert.Equal("10.0.0.1", events[1].GetProperty("user_ipaddress").GetString());
        Assert.Equal("[[1]]", events[1].GetProperty("contexts_com_example_tags_1").GetRawText());
        Assert.Equal("page_view", events[0].GetProperty("event").GetString());
        Assert.Equal("com.snowplowanalytics.snowplow", events[0].GetProperty("event_vendor").GetString());
        Assert.Equal(JsonValueKind.Object, (await GetAsync(fixture, "good"))[0].GetProperty("event").GetProperty("unstruct_event").ValueKind);
    }

    [Theory]
    [InlineData("[]", "", 1, 2, "3,2", 2, 3)]
    [InlineData("[]", "", 2, 2, "1", 2, 3)]
    [InlineData("[]", "", 3, 2, "", 2, 3)]
    [InlineData("[]", "", 0, 2, "", 2, 3)]
    [InlineData("[]", ""","sorting":{"column":"true_tstamp","desc":false}""", 1, 50, "1,2,3", 1, 3)]
    [InlineData("[]", ""","sorting":{"column":"true_tstamp","desc":true}""", 1, 1, "3", 3, 3)]
    [InlineData("[]", ""","sorting":{"column":"unstruct_event_com_example_purchase_1","desc":true}""", 1, 50, "3,2,1", 1, 3)]
    [InlineData("[]", ""","validEvents":false""", 1, 50, "", 1, 0)]
    [InlineData("[]", ""","validEvents":true,"timeRange":null""", 1, 50, "3,2,1", 1, 3)]
    [InlineData("[]", ""","timeRange":{"start":"2026-03-04T05:06:07.890Z"}""", 1, 50, "3,2,1", 1, 3)]
    [InlineData("[]", ""","timeRange":{"end":"2026-03-04T05:06:07.890Z"}""", 1, 50, "", 1, 0)]
    [InlineData("""[{"column":"event_name","values":["PURCHASE"]},{"column":"no_such_column","values":["x"]}]""", "", 1, 50, "", 1, 0)]
    [InlineData("""[{"column":"app_id","values":["",""]},{"column":"contexts_com_example_shop_1","values":["x"]}]""", "", 1, 50, "3,2,1", 1, 3)]
    public async Task Events_Query_PagesSortsAndFilters(string filters, string more, int page, int size, string ids, int pages, int items)
    {
        await using var fixture = await StartAsync();

        var answer = await PostAsync(fixture, "events", Query(filters, more, page, size));

        Assert.Equal(
            ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => Tp2.Id(int.Parse(id, null))),
            answer.GetProperty("events").EnumerateArray().Select(found => found.GetProperty("event_id").GetString()!));
        Assert.Equal((pages, items), (answer.GetProperty("totalPages").GetInt32(), answer.GetProperty("totalItems").GetInt32()));
    }

    [Theory]
    [InlineData(SnowplowSoftware.Micro1, "GET", 404)]
    [InlineData(SnowplowSoftware.Micro1, "POST", 404)]
    [InlineData(SnowplowSoftware.Micro2, "GET", 404)]
    [InlineData(SnowplowSoftware.Micro2, "POST", 404)]
    [InlineData(SnowplowSoftware.Micro3, "GET", 200)]
    [InlineData(SnowplowSoftware.Micro3, "POST", 404)]
    [InlineData(SnowplowSoftware.Micro4, "GET", 404)]
    [InlineData(SnowplowSoftware.Micro4, "POST", 200)]
    public async Task Events_ByVersion_AreThereOrNot(SnowplowSoftware software, string method, int status)
    {
        await using var fixture = await StartAsync(software);

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("micro/events", UriKind.Relative));
        request.Content = method == "POST" ? Tp2.Content(Query()) : null;
        using var response = await fixture.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Events_OfMicro3_AreAPlainArrayOfDocuments()
    {
        await using var fixture = await StartAsync(SnowplowSoftware.Micro3);

        var answer = await GetAsync(fixture, "events");

        Assert.Equal([Tp2.Id(3), Tp2.Id(2), Tp2.Id(1)], answer.EnumerateArray().Select(document => document.GetProperty("event_id").GetString()!));
    }

    [Theory]
    [InlineData(SnowplowSoftware.Micro1, "4,5,1,2,3")]
    [InlineData(SnowplowSoftware.Micro3, "5,4,3,2,1")]
    [InlineData(SnowplowSoftware.Micro4, "5,4,3,2,1")]
    public async Task Good_OfSeveralRequests_AreInTheVersionsOrder(SnowplowSoftware software, string ids)
    {
        await using var fixture = await StartAsync(software);
        await fixture.SendAsync(Tp2.Purchase(4), Tp2.Purchase(5));

        var good = await GetAsync(fixture, "good");

        Assert.Equal(ids.Split(',').Select(id => Tp2.Id(int.Parse(id, null))), good.EnumerateArray().Select(item => item.GetProperty("event").GetProperty("event_id").GetString()!));
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
    [InlineData("good", "{", 400)]
    [InlineData("good", "", 400)]
    [InlineData("good", """{"limit":1.5}""", 422)]
    [InlineData("good", """{"contexts":"x"}""", 422)]
    [InlineData("bad", """{"vendor":1}""", 422)]
    [InlineData("events", "{}", 422)]
    [InlineData("events", """{"filters":[],"page":1}""", 422)]
    [InlineData("events", """{"filters":[{"column":"x","value":"y"}],"page":1,"pageSize":1}""", 422)]
    [InlineData("events", """{"filters":[],"page":1,"pageSize":1,"timeRange":{"start":1}}""", 422)]
    [InlineData("events", """{"filters":[],"page":1,"pageSize":1,"timeRange":{"start":"now"}}""", 422)]
    [InlineData("events", """{"filters":[],"page":1,"pageSize":1,"sorting":{"column":"x"}}""", 422)]
    public async Task Post_FilterThatCannotBeRead_IsRefused(string endpoint, string filter, int status)
    {
        await using var fixture = await StartAsync();
        await using var first = await StartAsync(SnowplowSoftware.Micro1);

        using var response = await fixture.Client.PostAsync(filter, "micro/" + endpoint);
        using var old = await first.Client.PostAsync(filter, "micro/" + endpoint);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("\"Path for micro has to be one of: /all /good /bad /reset /iglu\"", await old.TextAsync());
    }

    [Fact]
    public async Task Post_FilterWithoutItsType_Is415()
    {
        await using var fixture = await StartAsync();
        using var content = new StringContent("{}");

        using var response = await fixture.Client.PostAsync(new Uri("micro/good", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static string Query(string filters = "[]", string more = "", int page = 1, int size = 50) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"filters":{{filters}}{{more}},"page":{{page}},"pageSize":{{size}}}""");

    // Three good events, the first with an entity, and a bad one.
    private static async Task<CollectorFixture> StartAsync(SnowplowSoftware software = SnowplowSoftware.Micro4)
    {
        var fixture = await CollectorFixture.StartAsync(options =>
        {
            options.TimeProvider = new SteppedTime(Now);
            options.Software = software;
        });
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
