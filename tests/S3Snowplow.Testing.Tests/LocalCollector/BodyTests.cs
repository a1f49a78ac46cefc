using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

public sealed class BodyTests
{
    [Theory]
    [InlineData("application/json", true, true)]
    [InlineData("application/json; charset=utf-8", true, true)]
    [InlineData("APPLICATION/JSON; charset=UTF-8", true, true)]
    [InlineData("application/json;charset=utf-8", true, true)]
    [InlineData("application/json; charset=\"utf-8\"", true, true)]
    [InlineData("application/json; charset=iso-8859-1", false, true)]
    [InlineData("application/json; x=y", false, false)]
    [InlineData("application/json; charset=utf-8; x=y", false, false)]
    [InlineData("text/plain", false, false)]
    [InlineData("json", false, false)]
    [InlineData(null, false, false)]
    public async Task Post_ContentType_IsReadAndPrintedBeforeItIsCompared(string? contentType, bool isGood, bool isGoodInSecond)
    {
        await AssertJudgedAsync(contentType, isGood, SnowplowSoftware.Collector3);
        await AssertJudgedAsync(contentType, isGoodInSecond, SnowplowSoftware.Collector2);
    }

    private static async Task AssertJudgedAsync(string? contentType, bool isGood, SnowplowSoftware software)
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.Software = software);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Tp2.Body(Tp2.Purchase(1), Tp2.Purchase(2))));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await fixture.Client.PostAsync(new Uri(Tp2.Path, UriKind.Relative), content);
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(isGood ? (2, 0) : (0, 1), (fixture.Collector.Counts.Good, fixture.Collector.Counts.Bad));
    }

    [Theory]
    [InlineData("", "body: invalid JSON at byte 0 of line 0")]
    [InlineData("{", "body: invalid JSON at byte 1 of line 0")]
    [InlineData("[]", "body: $: object expected")]
    [InlineData("""{"data":[]}""", "body: $.schema: property required")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4"}""", "body: $.data: property required")]
    [InlineData("""{"schema":"payload_data","data":[]}""", "body: $.schema: not of the form iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-1-0","data":[{"e":"ue","p":"srv","tv":"x"}]}""", "ResolutionError: iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-1-0 is in no registry of this collector")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-5","data":[{"e":"ue","p":"srv","tv":"x"}]}""", "ResolutionError: iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-5 is in no registry of this collector")]
    [InlineData("""{"schema":"iglu:com.example/payload_data/jsonschema/1-0-4","data":[{"e":"ue","p":"srv","tv":"x"}]}""", "ResolutionError: iglu:com.example/payload_data/jsonschema/1-0-4 is in no registry of this collector")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":{}}""", "$: array expected")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[]}""", "$: at least one event expected")]
    public async Task Post_BrokenBody_IsOneBadRow(string body, string error)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync(body);

        var bad = Assert.Single(fixture.Collector.Bad);
        Assert.Equal("tracker_protocol_violations", bad.Kind);
        Assert.Equal(error, Assert.Single(bad.Errors));
        Assert.Null(bad.EventId);
        Assert.Null(bad.Parameters);
    }

    [Theory]
    [InlineData("""{"e":"ue","p":"srv","tv":"x","dtm":1}""", "$[1].dtm: string expected, not number")]
    [InlineData("""{"e":"ue","p":"srv","tv":"x","aid":null}""", "$[1].aid: string expected, not null")]
    [InlineData("""{"e":"ue","p":"srv","tv":"x","aid":true}""", "$[1].aid: string expected, not boolean")]
    [InlineData("""{"e":"ue","p":"srv","tv":"x","co":[]}""", "$[1].co: string expected, not array")]
    [InlineData("""{"e":"ue","p":"srv","tv":"x","cv":"1"}""", "$[1].cv: no parameter of the tracker protocol")]
    [InlineData("""{"e":"ue","p":"srv"}""", "$[1].tv: parameter required")]
    [InlineData("""{"e":"ue","tv":"x"}""", "$[1].p: parameter required")]
    [InlineData("""{"p":"srv","tv":"x"}""", "$[1].e: parameter required")]
    [InlineData("7", "$[1]: object expected")]
    public async Task Post_OneWrongItem_PoisonsTheWholeBatch(string item, string error)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var right = Tp2.Item(Tp2.Purchase());

        await fixture.SendAsync(Tp2.BodyOf(right, item, right));

        Assert.Empty(fixture.Collector.Good);
        var bad = Assert.Single(fixture.Collector.Bad);
        Assert.Equal("tracker_protocol_violations", bad.Kind);
        Assert.Equal(error, Assert.Single(bad.Errors));
    }

    [Fact]
    public async Task Post_OtherPath_IsAnsweredWithOkAndLost()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync(Tp2.Body(Tp2.Purchase()), "com.snowplow/tp2");

        Assert.Equal("adapter_failures", Assert.Single(fixture.Collector.Bad).Kind);
    }

    [Theory]
    [InlineData("1-0-0", "stm", false)]
    [InlineData("1-0-0", "tr_cu", true)]
    [InlineData("1-0-1", "ua", true)]
    [InlineData("1-0-1", "tr_cu", false)]
    [InlineData("1-0-2", "tnuid", true)]
    [InlineData("1-0-2", "sid", false)]
    [InlineData("1-0-3", "stm", true)]
    [InlineData("1-0-3", "ttm", false)]
    [InlineData("1-0-4", "ttm", true)]
    public async Task Post_Parameter_IsKnownByTheRevisionOfTheBody(string revision, string name, bool isKnown)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters[name] = name == "sid" ? Tp2.Id(9) : "1";

        await fixture.SendAsync(Tp2.Body(parameters).Replace("payload_data/jsonschema/1-0-4", "payload_data/jsonschema/" + revision, StringComparison.Ordinal));

        Assert.Equal(isKnown ? (1, 0) : (0, 1), (fixture.Collector.Counts.Good, fixture.Collector.Counts.Bad));
    }

    [Fact]
    public async Task Post_BytesThatAreNoText_AreReplaced()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters["uid"] = "@@";
        byte[] body = [.. Encoding.UTF8.GetBytes(Tp2.Body(parameters)).Select(b => b == (byte)'@' ? (byte)0xff : b)];
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };

        using var response = await fixture.Client.PostAsync(new Uri(Tp2.Path, UriKind.Relative), content);
        await fixture.Collector.WaitForAsync(1);

        Assert.Equal("\uFFFD\uFFFD", Assert.Single(fixture.Collector.Good).Parameters["uid"]);
    }

    [Theory]
    [InlineData("""a\ud800b""", "a?b")]
    [InlineData("""\udc00""", "?")]
    [InlineData("""\uD83D\uDE00""", "\uD83D\uDE00")]
    [InlineData("""\\ud800""", """\ud800""")]
    [InlineData("""\ud800\ud800\udc00""", "?\uD800\uDC00")]
    [InlineData("""\ud800\\udc00""", """?\udc00""")]
    public async Task Post_HalfOfASurrogatePair_IsAQuestionMarkAndBreaksNoAnswer(string sent, string kept)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var inner = JsonEncodedText.Encode(Tp2.Unstruct(SchemaFolder.Purchase, $$"""{"item":"{{sent}}"}"""));

        await fixture.SendAsync(Tp2.BodyOf($$"""{"e":"ue","p":"srv","tv":"x","uid":"{{sent}}","ue_pr":"{{inner}}"}"""));

        var good = Assert.Single(fixture.Collector.Good);
        Assert.Equal((kept, kept), (good.Data.GetProperty("item").GetString(), good.Parameters["uid"]));
        using var shown = await fixture.Client.GetAsync(new Uri("micro/good", UriKind.Relative));
        Assert.True(shown.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("", """{"schema":"iglu:com.example/purchase/jsonschema/1-0-0","data":{"item":"pen"}}""", 1, 0)]
    [InlineData("", """{"schema":"iglu:com.example/purchase/jsonschema/1-0-0","data":{}}""", 0, 1)]
    [InlineData("", """{"item":"pen"}""", 0, 1)]
    [InlineData("?schema=iglu:com.example/purchase/jsonschema/1-0-0", """{"item":"pen"}""", 1, 0)]
    [InlineData("?schema=iglu:com.example/purchase/jsonschema/1-0-0", """[{"item":"pen"},{"item":"cup"},{}]""", 2, 1)]
    [InlineData("?schema=iglu:com.example/purchase/jsonschema/1-0-0", "[]", 0, 1)]
    [InlineData("?schema=iglu:com.example/purchase/jsonschema/1-0-0", "{}", 0, 1)]
    [InlineData("?schema=purchase", """{"item":"pen"}""", 0, 1)]
    [InlineData("", "{", 0, 1)]
    public async Task Post_IgluWebhook_IsJudged(string query, string body, int good, int bad)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync(body, "com.snowplowanalytics.iglu/v1" + query);

        Assert.Equal((good, bad), (fixture.Collector.Counts.Good, fixture.Collector.Counts.Bad));
    }

    [Fact]
    public async Task Post_IgluWebhook_TakesParametersOfTheQuery()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync("""{"schema":"iglu:com.example/purchase/jsonschema/1-0-0","data":{"item":"pen"}}""", "com.snowplowanalytics.iglu/v1?aid=shop&p=srv&more=1");

        var parameters = Assert.Single(fixture.Collector.Good).Parameters;
        Assert.Equal(("shop", "srv", "com.snowplowanalytics.iglu-v1"), (parameters["aid"], parameters["p"], parameters["tv"]));
        Assert.False(parameters.ContainsKey("more"));
    }

    [Theory]
    [InlineData("i?e=pv&p=web&tv=x", 1, 0)]
    [InlineData("com.snowplowanalytics.snowplow/tp2?e=pv&p=web&tv=x", 1, 0)]
    [InlineData("com.snowplowanalytics.snowplow/tp2", 0, 1)]
    [InlineData("i?e=xx&p=web&tv=x", 0, 1)]
    public async Task Get_Pixel_IsJudgedByItsQuery(string path, int good, int bad)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        using var response = await fixture.Client.GetAsync(new Uri(path, UriKind.Relative));
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.Equal("image/gif", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((good, bad), (fixture.Collector.Counts.Good, fixture.Collector.Counts.Bad));
    }

    [Fact]
    public async Task Post_TooDeep_IsOneBadRow()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var deep = new string('[', 50) + new string(']', 50);

        await fixture.SendAsync(Tp2.BodyOf($$"""{"e":{{deep}}}"""));

        Assert.StartsWith("body: invalid JSON", Assert.Single(Assert.Single(fixture.Collector.Bad).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_QueryString_IsMergedIntoEveryEventAndWins()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var withApp = Tp2.Purchase(2);
        withApp["aid"] = "from-body";

        await fixture.SendAsync(Tp2.Body(Tp2.Purchase(1), withApp), $"{Tp2.Path}?aid=from%20query&cv=1");

        Assert.Equal(["from query", "from query"], fixture.Collector.Good.Select(good => good.Parameters["aid"]));
        Assert.Equal("1", fixture.Collector.Good[0].Parameters["cv"]);
    }

    [Fact]
    public async Task Post_MediaTypeOfHttpClient_IsOnTheList()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync(Tp2.Purchase());

        Assert.Equal(new MediaTypeHeaderValue("application/json", "utf-8").ToString(), fixture.Collector.Requests[0].Headers["Content-Type"]);
        Assert.Single(fixture.Collector.Good);
    }
}
