using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Snowplow.Core.Tests.Events;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

public sealed class PostBodyTests
{
    private static readonly TrackerIdentity Identity = new("space", "app");
    private static readonly IgluUri Schema = IgluUri.Parse("iglu:com.acme/thing/jsonschema/1-0-0");
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 0, 0, 0, 7, TimeSpan.Zero);

    // Iglu Central, payload_data 1-0-4, properties: the schema allows no others, and one unknown name fails all events of a request.
    private static readonly HashSet<string> Allowed =
    [
        .. ("tna aid p dtm tz e tid eid tv duid nuid uid vid ip res url page refr fp ctype cookie lang f_pdf f_qt f_realp f_wma f_dir f_fla f_java f_gears f_ag "
            + "cd ds cs vp mac pp_mix pp_max pp_miy pp_may ad_ba ad_ca ad_ad ad_uid tr_id tr_af tr_tt tr_tx tr_sh tr_ci tr_st tr_co tr_cu ti_id ti_sk ti_nm ti_na "
            + "ti_ca ti_pr ti_qu ti_cu sa sn st sp se_ca se_ac se_la se_pr se_va ue_na ue_pr ue_px co cx ua tnuid stm sid ttm").Split(' '),
    ];

    [Fact]
    public void Write_TwoEventsOneEntity_HasTheseBytes()
    {
        SnowplowEvent plain = Some("{\"a\":1}");
        SnowplowEvent withEntity = SnowplowEvent.Create(
            Schema, new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), Now.AddDays(-2), "{\"key\":\"in/\\\"a\\\".csv\"}"u8,
            [new(IgluUri.Parse("iglu:io.s3snowplow/pipeline/jsonschema/1-0-0"), "{\"name\":\"ops1\"}"u8.ToArray())]);

        string body = Encoding.UTF8.GetString(Write(new PostBody(Identity), Now, plain, withEntity));

        // The package's version is in every event, and only it may change with a release.
        Assert.Equal(2, body.Split($"\"tv\":\"{TrackerIdentity.Version}\"").Length - 1);
        Snapshot.Match(body.Replace(TrackerIdentity.Version, "s3snowplow-VERSION", StringComparison.Ordinal), "json");
    }

    [Fact]
    public void EnvelopeBytes_AroundTheEvents_Are88()
    {
        SnowplowEvent only = Some("{}");
        var body = new PostBody(Identity);

        Assert.Equal(88, PostBody.EnvelopeBytes);
        Assert.Equal(88, Write(body, Now, only).Length - BytesOf(body, only) + 1);
    }

    [Theory]
    [InlineData(EventEncoding.Json)]
    [InlineData(EventEncoding.Base64)]
    public void Write_Events_HaveAllowedNamesAndStrings(EventEncoding encoding)
    {
        SnowplowEvent made = SnowplowEvent.Create(Schema, default, Now, "{}"u8, [new(Schema, "{}"u8.ToArray())], encoding);

        using var body = JsonDocument.Parse(Write(new PostBody(Identity), Now, made));

        Assert.Equal("iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", body.RootElement.GetProperty("schema").GetString());
        Dictionary<string, string> parameters = Tp2Parameters.Of(Encoding.UTF8.GetBytes(body.RootElement.GetProperty("data")[0].GetRawText()));
        Assert.Subset(Allowed, parameters.Keys.ToHashSet());
        Assert.Equal("ue", parameters["e"]);
        Assert.Equal("srv", parameters["p"]);
        Assert.Equal("space", parameters["tna"]);
        Assert.Equal("app", parameters["aid"]);
        Assert.Equal(TrackerIdentity.Version, parameters["tv"]);
    }

    [Fact]
    public void Write_AnyNumberOfEvents_IsAsLongAsCounted()
    {
        var body = new PostBody(Identity);
        for (int count = 1; count <= 40; count++)
        {
            SnowplowEvent[] events = [.. Enumerable.Range(0, count).Select(i => Some($"{{\"a\":\"{string.Concat(Enumerable.Repeat("\\\"", 2 * i))}\"}}"))];

            byte[] written = Write(body, Now, events);

            // Every event is counted with a comma, and the last one has none.
            Assert.Equal(PostBody.EnvelopeBytes + events.Sum(one => BytesOf(body, one)) - 1, written.Length);
            using var parsed = JsonDocument.Parse(written);
            Assert.Equal(count, parsed.RootElement.GetProperty("data").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("2026-02-01T00:00:00.007Z", "1769904000007")]
    [InlineData("2001-09-09T01:46:40Z", "1000000000000")]
    [InlineData("2286-11-20T17:46:39.999Z", "9999999999999")]
    [InlineData("1970-01-01T00:00:00Z", "1000000000000")]
    [InlineData("0001-01-01T00:00:00Z", "1000000000000")]
    [InlineData("9999-12-31T23:59:59Z", "9999999999999")]
    public void Write_AnyClock_HasThirteenDigitsAtOnePlace(string now, string stm)
    {
        byte[] written = Write(new PostBody(Identity), DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), Some("{}"));

        // Behind the opening of the envelope (86 of its 88 bytes) and {"stm":" .
        Assert.Equal($"{{\"stm\":\"{stm}\",\"e\"", Encoding.UTF8.GetString(written, 86, 8 + 13 + 5));
    }

    [Fact]
    public void Write_NextAttempt_ChangesNothingButStm()
    {
        var body = new PostBody(Identity);
        SnowplowEvent[] events = [Some("{\"a\":1}"), Some("{\"a\":2}")];

        string first = Encoding.UTF8.GetString(Write(body, Now, events));
        string second = Encoding.UTF8.GetString(Write(body, Now.AddHours(1), events));

        Assert.NotEqual(first, second);
        Assert.Equal(first.Replace("1769904000007", "1769907600007", StringComparison.Ordinal), second);
    }

    [Theory]
    [InlineData("\"quoted\" \\ and \u00FC\u65E5\U0001F69A")]
    [InlineData("</script>&+'")]
    public void Write_NamesOfAnyCharacters_ReadBackTheSame(string name)
    {
        using var body = JsonDocument.Parse(Write(new PostBody(new TrackerIdentity(name, name)), Now, Some("{}")));

        Assert.Equal(name, body.RootElement.GetProperty("data")[0].GetProperty("tna").GetString());
        Assert.Equal(name, body.RootElement.GetProperty("data")[0].GetProperty("aid").GetString());
    }

    [Fact]
    public void Version_OfTheTracker_HasNoCommit() => Assert.Matches("^s3snowplow-[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$", TrackerIdentity.Version);

    private static SnowplowEvent Some(string data) =>
        SnowplowEvent.Create(Schema, new Guid("d0b32c6b-451a-58c1-862c-8058bd642972"), Now.AddDays(-1), Encoding.UTF8.GetBytes(data));

    private static byte[] Write(PostBody body, DateTimeOffset now, params SnowplowEvent[] events)
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        var batch = new Batch(static _ => { }, body);
        for (int i = 0; i < events.Length; i++)
        {
            batch.Add(new QueuedEvent(scope, i, BytesOf(body, events[i]), acceptedAt: 0, new FlushEpoch(0)), events[i].Parameters.Span, message: default);
        }

        byte[] written = batch.Body(now).ToArray();
        batch.Recycle();
        return written;
    }

    private static int BytesOf(PostBody body, SnowplowEvent one) => body.BytesOf(one.Parameters.Length);
}
