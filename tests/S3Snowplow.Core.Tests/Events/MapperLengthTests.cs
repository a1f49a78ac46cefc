using System.Buffers;
using System.Text.Json;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>Our layout refuses what our schema would refuse where nobody is told; the limits are read from the schema itself.</summary>
public sealed class MapperLengthTests
{
    private static readonly string[] Limited = ["event_name", "bucket", "key", "raw_key", "etag", "version_id", "sequencer", "region", "requester", "source_ip_address"];

    public static TheoryData<string> TextMembers => [.. Limited];

    [Fact]
    public void TextMembers_AreThoseOfTheSchema()
    {
        IEnumerable<string> limited = Properties().EnumerateObject().Where(member => member.Value.TryGetProperty("maxLength", out _) && member.Name != "source").Select(member => member.Name);

        Assert.Equal(limited.Order(), Limited.Order());
    }

    [Theory]
    [MemberData(nameof(TextMembers))]
    public void WriteData_TextAtTheLimitAndBeyond_IsWrittenAndRefused(string member)
    {
        int limit = Properties().GetProperty(member).GetProperty("maxLength").GetInt32();
        var mapper = new ObjectEventMapper(ObjectEventMapper.DefaultSchema);

        mapper.WriteData(With(member, new string('x', limit)), new ArrayBufferWriter<byte>());
        FormatException exception = Assert.Throws<FieldTooLongException>(() => mapper.WriteData(With(member, new string('x', limit + 1)), new ArrayBufferWriter<byte>()));

        Assert.Equal($"{member} has {limit + 1} characters; the schema allows {limit}.", exception.Message);
    }

    /// <remarks>JSON Schema counts code points: an emoji is one, though it is two characters of UTF-16 and four bytes.</remarks>
    [Theory]
    [MemberData(nameof(TextMembers))]
    public void WriteData_TextOfCodePointsBeyondTheBasicPlane_IsCountedInCodePoints(string member)
    {
        int limit = Properties().GetProperty(member).GetProperty("maxLength").GetInt32();
        var mapper = new ObjectEventMapper(ObjectEventMapper.DefaultSchema);
        string atLimit = string.Concat(Enumerable.Repeat("\U0001F600", limit));

        mapper.WriteData(With(member, atLimit), new ArrayBufferWriter<byte>());
        FormatException exception = Assert.Throws<FieldTooLongException>(() => mapper.WriteData(With(member, atLimit + "x"), new ArrayBufferWriter<byte>()));

        Assert.Equal($"{member} has {limit + 1} characters; the schema allows {limit}.", exception.Message);
    }

    private static JsonElement Properties()
    {
        using Stream schema = typeof(NotificationSamples).Assembly.GetManifestResourceStream("schemas/io.s3snowplow/object_event/jsonschema/1-0-0")!;
        using JsonDocument document = JsonDocument.Parse(schema);
        return document.RootElement.GetProperty("properties").Clone();
    }

    private static ObjectEvent With(string member, string text) => member switch
    {
        "event_name" => SomeObjectEvent.WithAll with { Name = text },
        "bucket" => SomeObjectEvent.WithAll with { Bucket = text },
        "key" => SomeObjectEvent.WithAll with { Key = text },
        "raw_key" => SomeObjectEvent.WithAll with { RawKey = text, KeyDecoded = false },
        "etag" => SomeObjectEvent.WithAll with { ETag = text },
        "version_id" => SomeObjectEvent.WithAll with { VersionId = text },
        "sequencer" => SomeObjectEvent.WithAll with { Sequencer = text },
        "region" => SomeObjectEvent.WithAll with { Region = text },
        "requester" => SomeObjectEvent.WithAll with { Requester = text },
        _ => SomeObjectEvent.WithAll with { SourceIpAddress = text },
    };
}
