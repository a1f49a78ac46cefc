using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>The files of deploy/elasticsearch are what the code prints, byte for byte; for Iglu Central's layout the same beside this test.</summary>
public sealed class ElasticsearchFilesTests
{
    public static TheoryData<string> Names => ["component-template", "index-template", "legacy-template", "query", "picture", "kibana", "opensearch-dashboards"];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_OfDeploy_IsWhatTheCodePrints(string name) => Assert.Equal(
        Encoding.UTF8.GetString(RepositoryFile.Read($"deploy/elasticsearch/{name}.{Extension(name)}")), Print(name, new ElasticsearchOptions()));

    [Theory]
    [MemberData(nameof(Names))]
    public void File_ForIgluCentralWithASuffix_IsThis(string name) => Snapshot.Match(
        Print(name, new ElasticsearchOptions { EventSchema = IgluCentralMapper.DefaultSchema.Text, KeywordSuffix = ".keyword", IndexPattern = "enriched-*,enriched" }), Extension(name), name);

    [Fact]
    public void Print_WrongSettings_AreRefused()
    {
        var options = new ElasticsearchOptions { IndexPattern = "A" };

        Assert.StartsWith("IndexPattern is 'A'", Assert.Throws<ArgumentException>(() => ElasticsearchFiles.IndexTemplate(options)).Message, StringComparison.Ordinal);
    }

    // A server refuses a document whole that has a keyword of more than 32,766 bytes, and with it other people's events. A letter has at most 3 bytes for each UTF-16 unit.
    [Theory]
    [InlineData("", "iglu:io.s3snowplow/object_event/jsonschema/1-0-0")]
    [InlineData(".keyword", "iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0")]
    public void Templates_EveryKeyword_LeavesOutWhatTheServerWouldRefuse(string suffix, string schema)
    {
        var options = new ElasticsearchOptions { KeywordSuffix = suffix, EventSchema = schema };

        foreach (string template in new[] { ElasticsearchFiles.ComponentTemplate(options), ElasticsearchFiles.LegacyTemplate(options) })
        {
            JsonObject[] keywords = [.. Objects(JsonNode.Parse(template)!).Where(one => one["type"] is JsonValue type && (string?)type == "keyword")];

            Assert.True(keywords.Length > 20);
            Assert.All(keywords, keyword => Assert.InRange((int)keyword["ignore_above"]!, 4096, 32_766 / 3));
        }
    }

    // The rule is for others' texts: who wants other types for those leaves it out, and everything of ours has its type all the same.
    [Theory]
    [InlineData("")]
    [InlineData(".keyword")]
    public void ComponentTemplate_WithoutItsRule_StillTypesEveryFieldThatIsAskedFor(string suffix)
    {
        var options = new ElasticsearchOptions { KeywordSuffix = suffix, TimeField = "true_tstamp", ReceiptField = "etl_tstamp" };
        var fields = new ElasticsearchFields(options);
        JsonNode properties = JsonNode.Parse(ElasticsearchFiles.ComponentTemplate(options))!["template"]!["mappings"]!["properties"]!;

        Assert.All([fields.PipelineKeyword, fields.EventNameKeyword, fields.SourceKeyword], field => Assert.Equal("keyword", TypeOf(properties, field, suffix)));
        Assert.All([fields.Size, fields.BytesPerHour], field => Assert.Equal("long", TypeOf(properties, field, "")));
        Assert.All([fields.Time, fields.Receipt, fields.EffectiveFrom], field => Assert.Equal("date", TypeOf(properties, field, "")));
    }

    // Installed in this order, and the second way: named in an index template of the user's own.
    [Fact]
    public async Task Templates_InTheUsersOwnIndexTemplate_MapTheFieldsOfHisIndices()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        using var http = new HttpClient { BaseAddress = cluster.Uri };

        Assert.Equal(400, await PutAsync(http, "_index_template/own", OwnTemplate()));
        Assert.Equal(200, await PutAsync(http, $"_component_template/{ElasticsearchFiles.ComponentTemplateName}", ElasticsearchFiles.ComponentTemplate(new ElasticsearchOptions())));
        Assert.Equal(200, await PutAsync(http, "_index_template/own", OwnTemplate()));
        Assert.Equal(400, await PutAsync(http, "own-1/_doc/1", """{ "unstruct_event_io_s3snowplow_object_event_1": { "event_time": "soon", "key": "k" } }"""));
        Assert.Equal(201, await PutAsync(http, "own-1/_doc/1", """{ "unstruct_event_io_s3snowplow_object_event_1": { "key": "2026-01-01T00:00:00Z" } }"""));
        JsonNode caps = JsonNode.Parse(await http.GetStringAsync(new Uri("own-1/_field_caps?fields=unstruct_event_io_s3snowplow_object_event_1.key", UriKind.Relative)))!;

        Assert.NotNull(caps["fields"]!["unstruct_event_io_s3snowplow_object_event_1.key"]!["keyword"]);

        static string OwnTemplate() => $$"""{ "index_patterns": ["own-*"], "priority": 300, "composed_of": ["{{ElasticsearchFiles.ComponentTemplateName}}"], "template": { "settings": { "number_of_replicas": 0 } } }""";
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

    private static string Extension(string name) => name is "kibana" or "opensearch-dashboards" ? "ndjson" : "json";

    private static async Task<int> PutAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer = await http.PutAsync(new Uri(path, UriKind.Relative), content);
        return (int)answer.StatusCode;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject one => [one, .. one.SelectMany(member => Objects(member.Value))],
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    // A member of an object may stand under its dotted path, or below an object.
    private static string? TypeOf(JsonNode properties, string field, string suffix)
    {
        string path = field[..^suffix.Length];
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        JsonNode? mapped = dot < 0 ? properties[path] : properties[path[..dot]]?["properties"]?[path[(dot + 1)..]];
        return (string?)(suffix.Length == 0 ? mapped : mapped?["fields"]?[suffix[1..]])?["type"];
    }

    private static string Print(string name, ElasticsearchOptions options) => name switch
    {
        "component-template" => ElasticsearchFiles.ComponentTemplate(options),
        "index-template" => ElasticsearchFiles.IndexTemplate(options),
        "legacy-template" => ElasticsearchFiles.LegacyTemplate(options),
        "query" => ElasticsearchFiles.Query(options, ElasticsearchRig.Zero, ElasticsearchRig.Zero + 5),
        "kibana" => ElasticsearchFiles.KibanaObjects(options),
        "opensearch-dashboards" => ElasticsearchFiles.OpenSearchDashboardsObjects(options),
        _ => ElasticsearchFiles.Picture(options),
    };
}
