using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

public sealed class SnowplowEventTests
{
    private static readonly IgluUri Schema = IgluUri.Parse("iglu:com.acme/thing/jsonschema/1-0-0");
    private static readonly IgluUri EntitySchema = IgluUri.Parse("iglu:com.acme/entity/jsonschema/2-0-0");
    private static readonly Guid Id = new("d0b32c6b-451a-58c1-862c-8058bd642972");
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 23, 59, 59, 123, TimeSpan.Zero);

    [Fact]
    public void Create_AsJson_HasTheseParameters()
    {
        SelfDescribingJson[] entities = [new(EntitySchema, "{\"b\":1}"u8.ToArray()), new(Schema, "{}"u8.ToArray())];

        SnowplowEvent made = SnowplowEvent.Create(Schema, Id, Time, """{"a":"x\"y"}"""u8, entities);

        Dictionary<string, string> parameters = Tp2Parameters.Of(made);
        Assert.Equal(["eid", "dtm", "ttm", "ue_pr", "co"], parameters.Keys);
        Assert.Equal("d0b32c6b-451a-58c1-862c-8058bd642972", parameters["eid"]);
        Assert.Equal("1769903999123", parameters["dtm"]);
        Assert.Equal("1769903999123", parameters["ttm"]);
        Assert.Equal(
            """{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.acme/thing/jsonschema/1-0-0","data":{"a":"x\"y"}}}""",
            parameters["ue_pr"]);
        Assert.Equal(
            """{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[{"schema":"iglu:com.acme/entity/jsonschema/2-0-0","data":{"b":1}},{"schema":"iglu:com.acme/thing/jsonschema/1-0-0","data":{}}]}""",
            parameters["co"]);
        Assert.Equal(Id, made.Id);
        Assert.Equal(Time, made.TrueTime);
    }

    [Fact]
    public void Create_AsBase64_DecodesToTheSameEnvelopes()
    {
        SelfDescribingJson[] entities = [new(EntitySchema, "{\"b\":1}"u8.ToArray())];

        Dictionary<string, string> base64 = Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, "{\"a\":1}"u8, entities, EventEncoding.Base64));
        Dictionary<string, string> json = Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, "{\"a\":1}"u8, entities));

        Assert.Equal(["eid", "dtm", "ttm", "ue_px", "cx"], base64.Keys);
        Assert.Equal(json["ue_pr"], Tp2Parameters.DecodeBase64(base64["ue_px"]));
        Assert.Equal(json["co"], Tp2Parameters.DecodeBase64(base64["cx"]));
    }

    [Fact]
    public void Create_AsBase64_HasTheUrlSafeAlphabetWithoutPadding()
    {
        // Three alignments of bytes that are '+' and '/' in the standard alphabet; at least two of them would be padded.
        string[] texts = [.. new[] { "", "x", "xx" }.Select(shift =>
            Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, Encoding.UTF8.GetBytes($"{{\"a\":\"{shift}~~~>>>???\"}}"), encoding: EventEncoding.Base64))["ue_px"])];

        Assert.Contains(texts, text => text.Contains('-', StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains('_', StringComparison.Ordinal));
        Assert.Equal(["~~~>>>???\"}}}", "x~~~>>>???\"}}}", "xx~~~>>>???\"}}}"], texts.Select(text => Tp2Parameters.DecodeBase64(text).Split("{\"a\":\"")[1]));
    }

    [Theory]
    [InlineData(EventEncoding.Json, "ue_pr")]
    [InlineData(EventEncoding.Base64, "ue_px")]
    public void Create_WithoutEntities_HasNoParameterForThem(EventEncoding encoding, string expected)
    {
        Assert.Equal(["eid", "dtm", "ttm", expected], Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, "{}"u8, entities: null, encoding)).Keys);
        Assert.Equal(["eid", "dtm", "ttm", expected], Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, "{}"u8, [], encoding)).Keys);
    }

    [Theory]
    [InlineData(EventEncoding.Json)]
    [InlineData(EventEncoding.Base64)]
    public void Create_AnyText_DecodesToTheSame(EventEncoding encoding) => Prop.ForAll(AnyText.Arbitrary, text =>
    {
        JsonEncodedText escaped = JsonEncodedText.Encode(AnyText.AsUtf8(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        byte[] data = [.. "{ \"a\" : \""u8, .. escaped.EncodedUtf8Bytes, .. "\" }"u8];

        Dictionary<string, string> parameters = Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, data, [new(EntitySchema, data)], encoding));

        string unstruct = encoding == EventEncoding.Json ? parameters["ue_pr"] : Tp2Parameters.DecodeBase64(parameters["ue_px"]);
        string contexts = encoding == EventEncoding.Json ? parameters["co"] : Tp2Parameters.DecodeBase64(parameters["cx"]);
        using var sent = JsonDocument.Parse(unstruct);
        using var entity = JsonDocument.Parse(contexts);
        Assert.Equal(Encoding.UTF8.GetString(data), sent.RootElement.GetProperty("data").GetProperty("data").GetRawText());
        Assert.Equal(AnyText.AsUtf8(text), entity.RootElement.GetProperty("data")[0].GetProperty("data").GetProperty("a").GetString());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "0")]
    [InlineData("1969-12-31T23:59:59.999Z", "-1")]
    [InlineData("1969-12-31T23:59:59.9999Z", "-1")]
    [InlineData("1955-11-05T06:00:00Z", "-446752800000")]
    [InlineData("0001-01-01T00:00:00Z", "-62135596800000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "253402300799999")]
    [InlineData("2026-02-01T01:59:59.123+02:00", "1769903999123")]
    [InlineData("2026-01-31T12:29:59.1239-11:30", "1769903999123")]
    public void Create_AnyTime_IsMillisecondsOfTheEpoch(string time, string expected)
    {
        var trueTime = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

        Dictionary<string, string> parameters = Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, trueTime, "{}"u8));

        Assert.Equal(expected, parameters["dtm"]);
        Assert.Equal(expected, parameters["ttm"]);
    }

    [Fact]
    public void Create_Twice_GivesTheSameBytes()
    {
        // A redelivery is recognised by the fingerprint of its parameters; offsets and instances must not show.
        SnowplowEvent first = SnowplowEvent.Create(Schema, Id, Time, "{\"a\":1}"u8, [new(EntitySchema, "{}"u8.ToArray())]);
        SnowplowEvent.Create(EntitySchema, default, default, Encoding.UTF8.GetBytes($"{{\"other\":\"{new string('x', 100_000)}\"}}"));
        SnowplowEvent second = SnowplowEvent.Create(Schema, Id, Time.ToOffset(TimeSpan.FromHours(5)), "{\"a\":1}"u8, [new(EntitySchema, "{}"u8.ToArray())]);

        Assert.Equal(first.Parameters.ToArray(), second.Parameters.ToArray());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_500_000)]
    public void Create_DataOfAnySize_IsWhole(int length)
    {
        string data = $"{{\"a\":\"{new string('x', length)}\",\"b\":\"{string.Concat(Enumerable.Repeat("\\\"", length / 2))}\"}}";

        string unstruct = Tp2Parameters.Of(SnowplowEvent.Create(Schema, Id, Time, Encoding.UTF8.GetBytes(data)))["ue_pr"];

        Assert.EndsWith(data + "}}", unstruct, StringComparison.Ordinal);
    }
}
