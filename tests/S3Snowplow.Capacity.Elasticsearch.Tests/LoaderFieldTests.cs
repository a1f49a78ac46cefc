using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

public sealed class LoaderFieldTests
{
    [Theory]
    [InlineData("iglu:io.s3snowplow/object_event/jsonschema/1-0-0", "io_s3snowplow_object_event_1")]
    [InlineData("iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0", "com_amazon_aws_lambda_s3_notification_event_1")]
    [InlineData("iglu:com.Acme-Corp.ops/ObjectEvent/jsonschema/12-3-4", "com_acme_corp_ops_object_event_12")]
    [InlineData("iglu:com.acme/S3Object-put/jsonschema/2-0-0", "com_acme_s3_object_put_2")]
    [InlineData("iglu:com.acme/JSONData/jsonschema/1-0-0", "com_acme_jsondata_1")]
    [InlineData("iglu:com.acme/object_Event/jsonschema/1-0-0", "com_acme_object_event_1")]
    public void Name_OfASchema_IsTheLoaders(string schema, string name)
    {
        Assert.Equal($"unstruct_event_{name}", LoaderField.OfEvent(IgluUri.Parse(schema)));
        Assert.Equal($"contexts_{name}", LoaderField.OfEntity(IgluUri.Parse(schema)));
    }

    [Fact]
    public void Fields_OfBothLayouts_AreThese()
    {
        var ours = new ElasticsearchFields(new ElasticsearchOptions());
        var central = new ElasticsearchFields(new ElasticsearchOptions { EventSchema = IgluCentralMapper.DefaultSchema.Text, KeywordSuffix = ".keyword" });

        Assert.Equal("contexts_io_s3snowplow_pipeline_1.name", ours.PipelineKeyword);
        Assert.Equal("unstruct_event_io_s3snowplow_object_event_1.size", ours.Size);
        Assert.Equal("unstruct_event_io_s3snowplow_object_event_1.event_name", ours.EventNameKeyword);
        Assert.Equal("unstruct_event_com_amazon_aws_lambda_s3_notification_event_1.s3.object.size", central.Size);
        Assert.Equal("unstruct_event_com_amazon_aws_lambda_s3_notification_event_1.eventName.keyword", central.EventNameKeyword);
    }
}
