using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using S3Snowplow.Events;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>The files of deploy/elasticsearch are what the code prints, byte for byte; for Iglu Central's layout the same beside this test.</summary>
public sealed class ElasticsearchFilesTests
{
    public static TheoryData<string> Names => ["index-template", "legacy-template", "query", "picture"];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_OfDeploy_IsWhatTheCodePrints(string name) => Assert.Equal(
        Encoding.UTF8.GetString(RepositoryFile.Read($"deploy/elasticsearch/{name}.json")), Print(name, new ElasticsearchOptions()));

    [Theory]
    [MemberData(nameof(Names))]
    public void File_ForIgluCentralWithASuffix_IsThis(string name) => Snapshot.Match(
        Print(name, new ElasticsearchOptions { EventSchema = IgluCentralMapper.DefaultSchema.Text, KeywordSuffix = ".keyword", IndexPattern = "enriched-*,enriched" }), "json", name);

    [Fact]
    public void Print_WrongSettings_AreRefused()
    {
        var options = new ElasticsearchOptions { IndexPattern = "A" };

        Assert.StartsWith("IndexPattern is 'A'", Assert.Throws<ArgumentException>(() => ElasticsearchFiles.IndexTemplate(options)).Message, StringComparison.Ordinal);
    }

    // What the panel of Kibana would send: the body, with the time range of the panel as its query.
    [Theory]
    [InlineData("")]
    [InlineData(".keyword")]
    public async Task Picture_ItsSearch_FindsBytesCapacitiesAndIncidents(string suffix)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: new ElasticsearchOptions { KeywordSuffix = suffix });
        rig.Change();
        foreach (ThroughputTransition told in await rig.PassAsync(rig.Judge(), 90, 2))
        {
            rig.Index(new CapacityEvents().Transition(told, "s3snowplow"));
        }

        JsonNode body = JsonNode.Parse(ElasticsearchFiles.Picture(rig.Options))!["data"]!["url"]!["body"]!;
        using var http = new HttpClient();
        using var content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));

        using HttpResponseMessage answer = await http.PostAsync(new Uri(rig.Cluster.Uri, "snowplow*/_search"), content);

        JsonNode pipeline = Assert.Single(JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!["aggregations"]!["pipelines"]!["buckets"]!.AsArray())!;
        Assert.Equal("p", (string)pipeline["key"]!);
        Assert.Equal([(120d, 60d), (60d, 60d)], pipeline["by_hour"]!["buckets"]!.AsArray().Select(hour => ((double)hour!["arrived"]!["bytes"]!["value"]!, (double)hour["capacity"]!["value"]!)));

        // The warning and the critical one.
        Assert.Equal(2, pipeline["by_hour"]!["buckets"]!.AsArray().Sum(hour => (int)hour!["exceeded"]!["doc_count"]!));
    }

    private static string Print(string name, ElasticsearchOptions options) => name switch
    {
        "index-template" => ElasticsearchFiles.IndexTemplate(options),
        "legacy-template" => ElasticsearchFiles.LegacyTemplate(options),
        "query" => ElasticsearchFiles.Query(options, ElasticsearchRig.Zero, ElasticsearchRig.Zero + 5),
        _ => ElasticsearchFiles.Picture(options),
    };
}
