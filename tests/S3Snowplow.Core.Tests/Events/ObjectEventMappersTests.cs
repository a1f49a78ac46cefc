using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

public sealed class ObjectEventMappersTests
{
    [Theory]
    [InlineData("iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0", typeof(IgluCentralMapper))]
    [InlineData("iglu:com.acme/s3_notification_event/jsonschema/1-0-3", typeof(IgluCentralMapper))]
    [InlineData("iglu:io.s3snowplow/object_event/jsonschema/1-0-0", typeof(ObjectEventMapper))]
    [InlineData("iglu:com.acme/s3_object/jsonschema/2-1-0", typeof(ObjectEventMapper))]
    [InlineData("iglu:com.acme/s3_notification_event_2/jsonschema/1-0-0", typeof(ObjectEventMapper))]
    [InlineData("iglu:com.acme/S3_Notification_Event/jsonschema/1-0-0", typeof(ObjectEventMapper))]
    [InlineData("iglu:s3_notification_event/other/jsonschema/1-0-0", typeof(ObjectEventMapper))]
    public void For_Schema_ChoosesTheLayoutByItsName(string schema, Type expected)
    {
        IObjectEventMapper mapper = ObjectEventMappers.For(IgluUri.Parse(schema));

        Assert.IsType(expected, mapper);
        Assert.Equal(schema, mapper.Schema.Text);
    }

    [Fact]
    public void DefaultSchemas_AreThePublishedOnes()
    {
        Assert.Equal("iglu:io.s3snowplow/object_event/jsonschema/1-0-0", ObjectEventMapper.DefaultSchema.Text);
        Assert.Equal("iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0", IgluCentralMapper.DefaultSchema.Text);
    }

    [Fact]
    public void For_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>("schema", () => ObjectEventMappers.For(null!));
        Assert.Throws<ArgumentNullException>("schema", () => new ObjectEventMapper(null!));
        Assert.Throws<ArgumentNullException>("schema", () => new IgluCentralMapper(null!));
    }
}
