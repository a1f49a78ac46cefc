using System.Buffers;
using NJsonSchema;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>Nobody downstream tells the relay that its data does not fit the schema, so every sample is checked here.</summary>
public sealed class MapperSchemaTests
{
    private static readonly ObjectEventMapper Ours = new(ObjectEventMapper.DefaultSchema);
    private static readonly IgluCentralMapper Central = new(IgluCentralMapper.DefaultSchema);

    public static TheoryData<string, bool> Samples
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (NotificationSample sample in NotificationSamples.All)
            {
                data.Add(sample.Name, false);
                data.Add(sample.Name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task WriteData_OurLayoutOfASample_IsValid(string sample, bool personalData) =>
        AssertValid(Ours, await SchemaOf.ObjectEvent(), sample, personalData);

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task WriteData_CentralLayoutOfASample_IsValid(string sample, bool personalData) =>
        AssertValid(Central, await SchemaOf.IgluCentral(), sample, personalData);

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("s3.amazonaws.com")]
    [InlineData("lifecycle.s3.amazonaws.com")]
    [InlineData("")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.01")]
    [InlineData("0x7f.0.0.1")]
    [InlineData(" 192.0.2.1")]
    [InlineData("192.0.2.1:80")]
    public async Task WriteData_SourceAddressThatIsNotIPv4_IsLeftOutOfTheCentralLayout(string address)
    {
        string json = Json(Central, SomeObjectEvent.WithAll with { SourceIpAddress = address });

        Assert.DoesNotContain("requestParameters", json, StringComparison.Ordinal);
        Assert.Empty((await SchemaOf.IgluCentral()).Validate(json));
    }

    [Theory]
    [InlineData("192.0.2.44")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    public async Task WriteData_SourceAddressOfIPv4_IsInTheCentralLayout(string address)
    {
        string json = Json(Central, SomeObjectEvent.WithAll with { SourceIpAddress = address });

        Assert.Contains($"\"requestParameters\":{{\"sourceIPAddress\":\"{address}\"}}", json, StringComparison.Ordinal);
        Assert.Empty((await SchemaOf.IgluCentral()).Validate(json));
    }

    [Fact]
    public async Task Validate_DataThatNoMapperMayWrite_IsRefused()
    {
        // Without this, schemas that were not read at all would make every other test here pass.
        JsonSchema central = await SchemaOf.IgluCentral();
        JsonSchema ours = await SchemaOf.ObjectEvent();
        string ourJson = Json(Ours, SomeObjectEvent.WithAll);

        Assert.Empty(ours.Validate(ourJson));
        Assert.NotEmpty(ours.Validate(ourJson.Replace("\"size\":1024", "\"size\":\"1024\"", StringComparison.Ordinal)));
        Assert.NotEmpty(ours.Validate(ourJson.Replace("\"region\"", "\"zone\"", StringComparison.Ordinal)));
        Assert.NotEmpty(ours.Validate(ourJson.Replace("2026-01-31T", "2026-01-31 at ", StringComparison.Ordinal)));
        Assert.NotEmpty(central.Validate("""{"s3":{"object":{"sequencer":"A1"}}}"""));
        Assert.NotEmpty(central.Validate("""{"s3":{"object":{"versionId":"v1"}}}"""));
        Assert.NotEmpty(central.Validate("""{"requestParameters":{"sourceIPAddress":"2001:db8::1"}}"""));
        Assert.NotEmpty(central.Validate("""{"glacierEventData":{}}"""));
    }

    private static void AssertValid(IObjectEventMapper mapper, JsonSchema schema, string name, bool personalData)
    {
        NotificationSample sample = NotificationSamples.All.Single(candidate => candidate.Name == name);
        var content = new NotificationContent { KeepsPersonalData = personalData };
        NotificationReader.Read(sample.Body, content);

        Assert.Equal(sample.ExpectedEvents, content.Count);
        foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
        {
            Assert.Empty(schema.Validate(Json(mapper, objectEvent)));
        }
    }

    private static string Json(IObjectEventMapper mapper, in ObjectEvent objectEvent)
    {
        var data = new ArrayBufferWriter<byte>();
        mapper.WriteData(objectEvent, data);
        return System.Text.Encoding.UTF8.GetString(data.WrittenSpan);
    }
}
