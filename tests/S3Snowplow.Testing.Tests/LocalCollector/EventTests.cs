using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

public sealed class EventTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero);

    [Fact]
    public async Task Post_SelfDescribing_GivesTypedEvent()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = new SteppedTime(Now));
        var parameters = Tp2.Purchase(7, """{"item":"pen","size":3}""");
        parameters["co"] = Tp2.Contexts(Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"a"}"""), Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"b"}"""));

        var good = await fixture.SendGoodAsync(parameters);

        Assert.Equal(Tp2.Id(7), good.EventId);
        Assert.Equal("unstruct", good.EventType);
        Assert.Equal(SchemaFolder.Purchase, good.Schema);
        Assert.Equal(3, good.Data.GetProperty("size").GetInt32());
        Assert.Equal([SchemaFolder.Shop, SchemaFolder.Shop], good.Contexts.Select(entity => entity.Schema));
        Assert.Equal(["a", "b"], good.Contexts.Select(entity => entity.Data.GetProperty("name").GetString()));
        Assert.Equal(parameters, good.Parameters);
        Assert.Equal(Now, good.CollectorTimestamp);
        Assert.Same(fixture.Collector.Requests[0], good.Request);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Post_Base64_IsReadInBothAlphabetsPaddedOrNot(bool isUrlSafe, bool isPadded)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase(1);
        parameters["ue_px"] = Encode(Tp2.Unstruct(SchemaFolder.Purchase, """{"item":"ÿ?>~ûï"}"""));
        parameters["cx"] = Encode(Tp2.Contexts(Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"ÿÿ>>??"}""")));
        parameters.Remove("ue_pr");

        var good = await fixture.SendGoodAsync(parameters);

        Assert.Equal("ÿ?>~ûï", good.Data.GetProperty("item").GetString());
        Assert.Single(good.Contexts);

        string Encode(string json)
        {
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
            text = isPadded ? text : text.TrimEnd('=');
            return isUrlSafe ? text.Replace('+', '-').Replace('/', '_') : text;
        }
    }

    [Fact]
    public async Task Post_RawAndBase64_TheSecondWinsWhicheverWasSentFirst()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase(1);
        parameters.Remove("ue_pr", out var raw);
        parameters["ue_px"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Tp2.Unstruct(SchemaFolder.Purchase, """{"item":"later"}""")));

        parameters["ue_pr"] = raw!;

        var good = await fixture.SendGoodAsync(parameters);

        Assert.Equal("later", good.Data.GetProperty("item").GetString());
    }

    [Theory]
    [InlineData("e", "xx", "$.event: 'xx' is no kind of event")]
    [InlineData("p", "lambda", "$.platform: 'lambda' is no platform")]
    [InlineData("eid", "1-1-1-1-1", "$.event_id: not a UUID of 36 characters")]
    [InlineData("eid", "{6f1c2b7e-0000-5000-8000-00000000000}", "$.event_id: not a UUID of 36 characters")]
    [InlineData("eid", "", "$.event_id: not a UUID of 36 characters")]
    [InlineData("sid", "x", "$.domain_sessionid: not a UUID of 36 characters")]
    [InlineData("vid", "1.5", "$.domain_sessionidx: '1.5' is no integer")]
    [InlineData("dtm", "2020-01-01", "$.dvce_created_tstamp: '2020-01-01' is no time in epoch milliseconds of the years 0 to 9999")]
    [InlineData("stm", "1.5", "$.dvce_sent_tstamp: '1.5' is no time in epoch milliseconds of the years 0 to 9999")]
    [InlineData("ttm", "253402300800000", "$.true_tstamp: '253402300800000' is no time in epoch milliseconds of the years 0 to 9999")]
    [InlineData("ue_pr", "{", "ue_pr: invalid JSON at byte 1 of line 0")]
    [InlineData("ue_px", "***", "ue_px: not base64")]
    [InlineData("ue_pr", "{} {}", "ue_pr: invalid JSON at byte 3 of line 0")]
    [InlineData("cx", "e30=", "cx: $.schema: property required")]
    public async Task Post_WrongParameter_FailsItsEventOnly(string name, string value, string error)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var wrong = Tp2.Purchase(2);
        wrong[name] = value;

        await fixture.SendAsync(Tp2.Purchase(1), wrong, Tp2.Purchase(3));

        Assert.Equal([Tp2.Id(1), Tp2.Id(3)], fixture.Collector.Good.Select(good => good.EventId));
        var bad = Assert.Single(fixture.Collector.Bad);
        Assert.Equal("schema_violations", bad.Kind);
        Assert.Equal(error, bad.Errors[0]);
        Assert.Equal(value, bad.Parameters![name]);
        Assert.Equal(name == "eid" ? null : Tp2.Id(2), bad.EventId);
    }

    [Theory]
    [InlineData("aid", "app_id", 255)]
    [InlineData("tna", "name_tracker", 128)]
    [InlineData("tv", "v_tracker", 100)]
    [InlineData("uid", "user_id", 255)]
    [InlineData("ip", "user_ipaddress", 128)]
    [InlineData("ua", "useragent", 1000)]
    [InlineData("lang", "br_lang", 255)]
    [InlineData("tz", "os_timezone", 255)]
    [InlineData("duid", "domain_userid", 128)]
    [InlineData("tnuid", "network_userid", 128)]
    public async Task Post_TextParameter_HasAMaximumLength(string name, string column, int max)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var longest = Tp2.Purchase(1);
        longest[name] = new string('x', max);
        var tooLong = Tp2.Purchase(2);
        tooLong[name] = new string('x', max + 1);

        await fixture.SendAsync(longest, tooLong);

        Assert.Equal(Tp2.Id(1), Assert.Single(fixture.Collector.Good).EventId);
        Assert.Equal($"$.{column}: {max + 1} characters, allowed are {max}", Assert.Single(Assert.Single(fixture.Collector.Bad).Errors));
    }

    [Fact]
    public async Task Post_UpperCaseId_IsLoweredAndAnyVersionTaken()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters["eid"] = "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF";

        var good = await fixture.SendGoodAsync(parameters);

        Assert.Equal("ffffffff-ffff-ffff-ffff-ffffffffffff", good.EventId);
    }

    [Fact]
    public async Task Post_WithoutId_GetsOneMadeUp()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters.Remove("eid");

        await fixture.SendAsync(parameters, parameters);

        Assert.All(fixture.Collector.Good, good => Assert.True(Guid.TryParse(good.EventId, out _)));
        Assert.Equal(2, fixture.Collector.Counts.DistinctEventIds);
    }

    [Fact]
    public async Task Counts_AfterRedelivery_TellEventsFromIds()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync(Tp2.Purchase(1), Tp2.Purchase(2));
        await fixture.SendAsync(Tp2.Purchase(2), Tp2.Purchase(3));

        Assert.Equal(new CollectorCounts(4, 0, 3), fixture.Collector.Counts);
        Assert.Equal(4, fixture.Collector.Counts.Total);
    }

    // The rule has three arms: ttm; collector time less (stm - dtm) where dtm < stm; collector time.
    [Theory]
    [InlineData("1000", "5000", "777", 777L)]
    [InlineData("1000", "5000", null, -4000L)]
    [InlineData("5000", "5000", null, 0L)]
    [InlineData("6000", "5000", null, 0L)]
    [InlineData("1000", null, null, 0L)]
    [InlineData(null, "5000", null, 0L)]
    public async Task DerivedTimestamp_FollowsTheRule(string? created, string? sent, string? truth, long expected)
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = new SteppedTime(Now));
        var parameters = Tp2.Purchase();
        foreach (var (name, value) in new[] { ("dtm", created), ("stm", sent), ("ttm", truth) })
            if (value is not null)
                parameters[name] = value;

        var good = await fixture.SendGoodAsync(parameters);

        Assert.Equal(truth is null ? Now.AddMilliseconds(expected) : DateTimeOffset.FromUnixTimeMilliseconds(expected), good.DerivedTimestamp);
        Assert.Equal(created is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(created, null)), good.CreatedTimestamp);
    }

    [Theory]
    [InlineData("pv", "page_view", "iglu:com.snowplowanalytics.snowplow/page_view/jsonschema/1-0-0")]
    [InlineData("se", "struct", "iglu:com.google.analytics/event/jsonschema/1-0-0")]
    public async Task Post_OtherKind_IsGoodWithTheSchemaOfItsKind(string code, string type, string schema)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        var good = await fixture.SendGoodAsync(new() { ["e"] = code, ["p"] = "srv", ["tv"] = "t" });

        Assert.Equal((type, schema, JsonValueKind.Undefined), (good.EventType, good.Schema, good.Data.ValueKind));
    }

    [Fact]
    public async Task Post_SelfDescribingWithoutData_IsGoodAndHasNoName()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        var good = await fixture.SendGoodAsync(new() { ["e"] = "ue", ["p"] = "srv", ["tv"] = "t", ["aid"] = "" });
        using var shown = JsonDocument.Parse(await fixture.Client.GetStringAsync(new Uri("micro/good", UriKind.Relative)));

        Assert.Null(good.Schema);
        var fields = shown.RootElement[0].GetProperty("event");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, "{}"), (fields.GetProperty("event_name").ValueKind, fields.GetProperty("app_id").ValueKind, fields.GetProperty("unstruct_event").GetRawText()));
    }

    [Theory]
    [InlineData("eid", "x", "enrichment_failures", "2-0-0")]
    [InlineData("aid", null, "enrichment_failures", "2-0-0")]
    [InlineData("ue_pr", "{", "enrichment_failures", "2-0-0")]
    [InlineData("ue_pr", "{}", "schema_violations", "2-0-0")]
    public async Task Post_WrongParameter_MakesTheRowOfEnrich3(string name, string? value, string kind, string version)
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.Software = SnowplowSoftware.Collector2);
        var parameters = Tp2.Purchase();
        parameters[name] = value ?? new string('x', 256);

        var bad = await fixture.SendBadAsync(parameters);

        Assert.Equal((kind, $"iglu:com.snowplowanalytics.snowplow.badrows/{kind}/jsonschema/{version}"), (bad.Kind, bad.Row.GetProperty("schema").GetString()));
    }

    [Fact]
    public async Task Post_SeveralFaults_AreToldByStageInEnrich3AndTogetherLater()
    {
        await using var old = await CollectorFixture.StartAsync(options => options.Software = SnowplowSoftware.Collector2);
        await using var later = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase(1, "{}");
        parameters["p"] = "lambda";
        parameters["aid"] = new string('x', 256);

        Assert.Single((await old.SendBadAsync(parameters)).Errors);
        Assert.Equal(3, (await later.SendBadAsync(parameters)).Errors.Count);
    }

    [Fact]
    public async Task Post_TabsAndControlCharacters_AreReplacedBeforeMeasuring()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters["aid"] = "\ta\u0001b" + new string('x', 249);

        await fixture.SendGoodAsync(parameters);

        var atomic = fixture.Collector.Good[0].Atomic.Single(value => value.Column == "app_id").Text;
        Assert.Equal("    ab" + new string('x', 249), atomic);
    }
}
