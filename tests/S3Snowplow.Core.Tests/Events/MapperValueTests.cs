using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>What goes into a layout comes out of any JSON reader, whatever the characters.</summary>
public sealed class MapperValueTests
{
    private static readonly ObjectEventMapper Ours = new(ObjectEventMapper.DefaultSchema);
    private static readonly IgluCentralMapper Central = new(IgluCentralMapper.DefaultSchema);

    private static readonly Arbitrary<ObjectEvent> AnyEvent = (
        from key in AnyText.Generator
        from bucket in AnyText.Generator
        from etag in AnyText.Generator
        from decoded in Gen.Elements(true, false)
        from size in Gen.Elements<long?>(null, 0, 1, 1L << 53 | 1, long.MaxValue)
        from optional in AnyText.Generator.Or(Gen.Constant<string>(null!))
        select SomeObjectEvent.WithAll with
        {
            Key = key,
            RawKey = key + "%",
            KeyDecoded = decoded,
            Bucket = bucket,
            ETag = etag,
            Size = size,
            VersionId = optional,
            Region = optional is { Length: > 64 } ? optional[..64] : optional,
            Requester = optional,
        }).ToArbitrary();

    [Fact]
    public void WriteData_AnyCharactersInOurLayout_ReadBackTheSame() => Prop.ForAll(AnyEvent, any =>
    {
        using JsonDocument data = Write(Ours, any);
        Dictionary<string, object?> expected = Present(
            ("event_name", any.Name), ("event_time", "2026-01-31T23:59:59.123Z"), ("source", "aws:s3"), ("bucket", any.Bucket), ("key", any.Key),
            ("raw_key", any.KeyDecoded && any.RawKey == any.Key ? null : any.RawKey), ("size", any.Size), ("etag", any.ETag), ("version_id", any.VersionId),
            ("sequencer", any.Sequencer), ("region", any.Region), ("requester", any.Requester), ("source_ip_address", any.SourceIpAddress));

        Assert.Equal(expected, Members(data.RootElement));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void WriteData_AnyCharactersInTheCentralLayout_ReadBackTheSame() => Prop.ForAll(AnyEvent, any =>
    {
        using JsonDocument data = Write(Central, any);
        JsonElement root = data.RootElement;
        JsonElement s3 = root.GetProperty("s3");

        Assert.Equal(Present(("key", any.Key), ("size", any.Size), ("eTag", any.ETag)), Members(s3.GetProperty("object")));
        Assert.Equal(Present(("name", any.Bucket)), Members(s3.GetProperty("bucket")));
        Assert.Equal(AnyText.AsUtf8(any.Region ?? ""), root.TryGetProperty("awsRegion", out JsonElement region) ? region.GetString() : "");
        Assert.Equal(any.Requester is not null, root.TryGetProperty("userIdentity", out JsonElement identity));
        Assert.Equal(AnyText.AsUtf8(any.Requester ?? ""), any.Requester is null ? "" : identity.GetProperty("principalId").GetString());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(10_000)]
    public void WriteData_IntoPiecesOfTheSizeAskedFor_ReadsBackTheSame(int length)
    {
        ObjectEvent any = SomeObjectEvent.WithAll with { Key = new string('"', length), ETag = new string('\u0001', length), Region = new string('\u20AC', length) };
        var writer = new StingyWriter();

        Central.WriteData(any, writer);

        using var data = JsonDocument.Parse(writer.Written);
        JsonElement found = data.RootElement.GetProperty("s3").GetProperty("object");
        Assert.Equal(any.Key, found.GetProperty("key").GetString());
        Assert.Equal(any.ETag, found.GetProperty("eTag").GetString());
        Assert.Equal(any.Region, data.RootElement.GetProperty("awsRegion").GetString());
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999Z")]
    [InlineData("2026-02-01T01:59:59.1239+02:00", "2026-01-31T23:59:59.123Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    public void WriteData_AnyTime_IsUtcInMillisecondsCut(string time, string expected)
    {
        ObjectEvent any = SomeObjectEvent.WithAll with { Time = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) };

        using JsonDocument ours = Write(Ours, any);
        using JsonDocument central = Write(Central, any);

        Assert.Equal(expected, ours.RootElement.GetProperty("event_time").GetString());
        Assert.Equal(expected, central.RootElement.GetProperty("eventTime").GetString());
    }

    [Fact]
    public void WriteData_WithoutOptionalMembers_LeavesThemOut()
    {
        var bare = new ObjectEvent
        {
            Dialect = NotificationDialect.Other,
            Name = "n",
            OriginalName = "n",
            Time = default,
            TimeText = "t",
            Bucket = "b",
            Key = "k",
            RawKey = "k",
            KeyDecoded = true,
        };

        using JsonDocument ours = Write(Ours, bare);
        using JsonDocument central = Write(Central, bare);

        Assert.Equal("""{"event_name":"n","event_time":"0001-01-01T00:00:00.000Z","source":"other","bucket":"b","key":"k"}""", ours.RootElement.GetRawText());
        Assert.Equal(
            """{"eventSource":"other","eventTime":"0001-01-01T00:00:00.000Z","eventName":"n","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}""",
            central.RootElement.GetRawText());
    }

    private static JsonDocument Write(IObjectEventMapper mapper, in ObjectEvent objectEvent)
    {
        var data = new ArrayBufferWriter<byte>(1);
        mapper.WriteData(objectEvent, data);
        return JsonDocument.Parse(data.WrittenMemory);
    }

    private static Dictionary<string, object?> Present(params (string Name, object? Value)[] members) => members
        .Where(member => member.Value is not null)
        .ToDictionary(member => member.Name, member => member.Value is string text ? AnyText.AsUtf8(text) : member.Value);

    private static Dictionary<string, object?> Members(JsonElement element) => element.EnumerateObject().ToDictionary(
        member => member.Name,
        member => member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetInt64() : (object?)member.Value.GetString());
}
