using System.Text.Json;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>How the fields are mapped is found in what real servers said of their fields.</summary>
public sealed class MappingCheckTests
{
    private const string Nested = """{"contexts_io_s3snowplow_pipeline_1":{"nested":{"type":"nested","searchable":false,"aggregatable":false}},"contexts_io_s3snowplow_pipeline_1.name":{"keyword":{"type":"keyword","searchable":true,"aggregatable":true}}}""";

    /// <summary>Every recorded answer of <c>_field_caps</c>.</summary>
    public static TheoryData<string> Recorded => [.. RecordedAnswer.All.Where(one => one.Status == 200 && one.Target.Contains("/_field_caps", StringComparison.Ordinal)).Select(one => one.Name)];

    // By kind, read here in another way: what the entity form can and cannot use.
    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_Fields_AreTakenOrRefusedByName(string name)
    {
        JsonElement answer = RecordedAnswer.Named(name).Answer!.Value;
        string fields = answer.GetProperty("fields").GetRawText();
        bool Has(string field, string type) => answer.GetProperty("fields").TryGetProperty(field, out JsonElement types) && types.TryGetProperty(type, out _);
        const string Pipeline = "contexts_io_s3snowplow_pipeline_1";
        string? wrong = Has(Pipeline, "nested") ? Pipeline
            : Has("derived_tstamp", "text") ? "derived_tstamp"
            : Has("collector_tstamp", "text") ? "collector_tstamp"
            : Has("unstruct_event_io_s3snowplow_object_event_1.size", "keyword") ? "unstruct_event_io_s3snowplow_object_event_1.size" : null;

        (FoundMapping found, ElasticsearchException? failure) = Check(answer, new ElasticsearchOptions { Form = ElasticsearchForm.Entity });

        Assert.Equal(wrong, failure?.Message.Split(' ')[2]);
        if (failure is null)
        {
            Assert.Equal(!fields.Contains(Pipeline + ".name", StringComparison.Ordinal) && !fields.Contains("event_name", StringComparison.Ordinal) ? null : Has(Pipeline + ".name", "text") ? ".keyword" : "", found.Suffix);
        }
    }

    // Only a time of receipt that is none is in the way of reading the documents.
    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_Fields_AreAllGoodEnoughForDocuments(string name)
    {
        JsonElement answer = RecordedAnswer.Named(name).Answer!.Value;
        bool isText = answer.GetProperty("fields").TryGetProperty("collector_tstamp", out JsonElement receipt) && receipt.TryGetProperty("text", out _);

        Assert.Equal(isText, Check(answer, new ElasticsearchOptions()).Failure is not null);
    }

    [Theory]
    [InlineData(ElasticsearchForm.Entity, true)]
    [InlineData(ElasticsearchForm.Documents, false)]
    public void Nested_Contexts_AreRefusedByNameWhereTheyAreSummed(ElasticsearchForm form, bool isRefused)
    {
        ElasticsearchException? failure = Check(Fields(Nested), new ElasticsearchOptions { Form = form }).Failure;

        Assert.Equal(isRefused, failure is not null);
        Assert.StartsWith(isRefused ? "The field contexts_io_s3snowplow_pipeline_1 is mapped wrongly: it is 'nested', so that sums over contexts_io_s3snowplow_pipeline_1.name find nothing, and has to be 'object'." : "", failure?.Message ?? "", StringComparison.Ordinal);
        Assert.EndsWith(isRefused ? "Or set Form to documents, which needs no mapping but that of collector_tstamp." : "", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"contexts_io_s3snowplow_pipeline_1.name":{"keyword":{}}}""", null, "")]
    [InlineData("""{"contexts_io_s3snowplow_pipeline_1.name":{"text":{}},"contexts_io_s3snowplow_pipeline_1.name.keyword":{"keyword":{}}}""", null, ".keyword")]
    [InlineData("""{"contexts_io_s3snowplow_pipeline_1.name":{"keyword":{}},"contexts_io_s3snowplow_pipeline_1.name.keyword":{"keyword":{}}}""", null, "")]
    [InlineData("""{"contexts_io_s3snowplow_pipeline_1.name":{"keyword":{}}}""", "", "")]
    [InlineData("""{"contexts_io_s3snowplow_pipeline_1.name":{"text":{}},"contexts_io_s3snowplow_pipeline_1.name.raw":{"keyword":{}}}""", ".raw", ".raw")]
    [InlineData("""{"unstruct_event_io_s3snowplow_object_event_1.event_name":{"text":{}},"unstruct_event_io_s3snowplow_object_event_1.event_name.keyword":{"keyword":{}}}""", null, ".keyword")]
    [InlineData("{}", null, null)]
    public void Suffix_IsFoundUnlessItIsSet(string fields, string? set, string? found)
    {
        var options = new ElasticsearchOptions { Form = ElasticsearchForm.Entity, KeywordSuffix = set };

        Assert.Equal((found, null), (Check(Fields(fields), options) is var (mapping, failure) ? mapping.Suffix : null, failure?.Message));
        Assert.Equal(found ?? "", new ElasticsearchFields(options).WithSuffix(found ?? "").PipelineKeyword["contexts_io_s3snowplow_pipeline_1.name".Length..]);
    }

    // Neither name serves for both.
    [Fact]
    public void Suffix_ThatTheIndicesDoNotShare_IsRefusedWithTheIndex()
    {
        const string Mixed = """{"contexts_io_s3snowplow_pipeline_1.name":{"keyword":{"indices":["a"]},"text":{"indices":["b","c"]}},"contexts_io_s3snowplow_pipeline_1.name.keyword":{"keyword":{}}}""";

        ElasticsearchException? failure = Check(Fields(Mixed), new ElasticsearchOptions { Form = ElasticsearchForm.Entity }).Failure;

        Assert.StartsWith("The field contexts_io_s3snowplow_pipeline_1.name is mapped wrongly: it is 'text' in b and 1 more (but 'keyword' in a), and has to be 'keyword'. It has no sub-field .keyword in all of the indices.", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_ThatAreAskedFor_HaveBothNames() => Assert.Contains(
        "contexts_io_s3snowplow_pipeline_1.name,contexts_io_s3snowplow_pipeline_1.name.keyword", MappingCheck.Fields(new ElasticsearchFields(new ElasticsearchOptions()), new ElasticsearchOptions()), StringComparison.Ordinal);

    // A field that was not indexed yet may be mapped wrongly when it is.
    [Theory]
    [InlineData("""{"collector_tstamp":{"date":{}}}""", false)]
    [InlineData("""{"collector_tstamp":{"date":{}},"contexts_io_s3snowplow_pipeline_1.name":{"keyword":{}}}""", true)]
    public void Documents_WithoutAllTheirFields_AreLookedAtAgain(string fields, bool isComplete) => Assert.Equal(isComplete, Check(Fields(fields), new ElasticsearchOptions()).Found.IsComplete);

    private static JsonElement Fields(string fields)
    {
        using JsonDocument document = JsonDocument.Parse($$"""{"indices":[],"fields":{{fields}}}""");
        return document.RootElement.Clone();
    }

    private static (FoundMapping Found, ElasticsearchException? Failure) Check(JsonElement answer, ElasticsearchOptions options)
    {
        try
        {
            return (MappingCheck.Check(answer, new ElasticsearchFields(options), options), null);
        }
        catch (ElasticsearchException failure)
        {
            return (default, failure);
        }
    }
}
