using System.Net.Http.Headers;
using System.Text;

namespace S3Snowplow.Testing.Tests;

public sealed class BodyTests
{
    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("APPLICATION/JSON; charset=UTF-8", true)]
    [InlineData("application/json;charset=utf-8", false)]
    [InlineData("application/json; charset=\"utf-8\"", false)]
    [InlineData("text/plain", false)]
    [InlineData(null, false)]
    public async Task Post_ContentType_MustBeOneOfAnExactList(string? contentType, bool isGood)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Tp2.Body(Tp2.Purchase(1), Tp2.Purchase(2))));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await fixture.Client.PostAsync(new Uri(Tp2.Path, UriKind.Relative), content);
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(isGood ? (2, 0) : (0, 1), (fixture.Collector.Counts.Good, fixture.Collector.Counts.Bad));
    }

    [Theory]
    [InlineData("", "body: empty body: not set")]
    [InlineData("{", "body: invalid JSON at byte 1 of line 0")]
    [InlineData("[]", "body: $: object expected")]
    [InlineData("""{"data":[]}""", "body: $.schema: property required")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4"}""", "body: $.data: property required")]
    [InlineData("""{"schema":"payload_data","data":[]}""", "body: $.schema: not of the form iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION")]
    [InlineData("""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-1-0","data":[{"e":"ue","p":"srv","tv":"x"}]}""", "schema: expected payload_data/jsonschema/1-0-*")]
    [InlineData("""{"schema":"iglu:com.example/payload_data/jsonschema/1-0-4","data":[{"e":"ue","p":"srv","tv":"x"}]}""", "schema: expected payload_data/jsonschema/1-0-*")]
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
