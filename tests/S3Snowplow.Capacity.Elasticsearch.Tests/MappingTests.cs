using System.Text.Json;
using System.Text.Json.Nodes;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>A field that is mapped wrongly is named, with what to do; nothing of it looks like a quiet night.</summary>
public sealed class MappingTests
{
    private static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;

    private static ElasticsearchOptions Entity => new() { Form = ElasticsearchForm.Entity };

    [Theory]
    [InlineData("contexts_io_s3snowplow_pipeline_1.name", "text", "it is 'text', and has to be 'keyword'.")]
    [InlineData("unstruct_event_io_s3snowplow_object_event_1.event_name", "text", "it is 'text', and has to be 'keyword'.")]
    [InlineData("unstruct_event_io_s3snowplow_object_event_1.size", "keyword", "it is 'keyword', and has to be 'long'.")]
    [InlineData("unstruct_event_io_s3snowplow_processor_capacity_1.bytes_per_hour", "keyword", "it is 'keyword', and has to be 'long'.")]
    [InlineData("unstruct_event_io_s3snowplow_processor_capacity_1.effective_from", "text", "it is 'text', and has to be 'date'.")]
    [InlineData("collector_tstamp", "keyword", "it is 'keyword', and has to be 'date'.")]
    [InlineData("derived_tstamp", "keyword", "it is 'keyword', and has to be 'date'.")]
    public async Task Read_AFieldOfTheWrongType_NamesItAndWhatToDo(string field, string type, string why)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: Entity, template: false);
        await InstallAsync(rig, "snowplow*", field, type);
        rig.Change(from: Start);
        rig.Arrive(10, at: Start);

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));

        Assert.Equal(ElasticsearchProblem.WrongMapping, failure.Problem);
        Assert.StartsWith($"The field {field} is mapped wrongly: {why} ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nstall the index template (deploy/elasticsearch) and index the documents anew.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(type == "text" && why.EndsWith("'keyword'.", StringComparison.Ordinal), failure.Message.Contains("set KeywordSuffix to .keyword;", StringComparison.Ordinal));
        Assert.Equal(field != "collector_tstamp", failure.Message.Contains("Or set Form to documents, which needs no mapping but that of collector_tstamp.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_OneIndexOfSeveralThatIsMappedWrongly_NamesIt()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: Entity);
        rig.Arrive(10, at: Start);
        await InstallAsync(rig, "snowplow-2026.01.02", "contexts_io_s3snowplow_pipeline_1.name", "text", priority: 900);
        rig.Arrive(10, at: Start.AddDays(1));

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));

        Assert.Contains("it is 'text' in snowplow-2026.01.02 (but 'keyword' in snowplow-2026.01.01), and has to be 'keyword'.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ASuffixThatTheTemplateDoesNotHave_IsNoQuietNight()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: Entity);
        rig.Arrive(10, at: Start);
        rig.Options.KeywordSuffix = ".keyword";

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));

        Assert.StartsWith("The field contexts_io_s3snowplow_pipeline_1.name.keyword is mapped wrongly: there is a field contexts_io_s3snowplow_pipeline_1.name, but it has no sub-field .keyword", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AfterAnHour_LooksAtTheMappingAgain()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: Entity);
        rig.Change(from: Start);
        rig.Arrive(10, at: Start);
        ElasticsearchReceivedMinutes minutes = rig.Minutes(rig.Time);

        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        Assert.Equal(1, Looks());

        rig.Time.Advance(TimeSpan.FromHours(1));
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        Assert.Equal(2, Looks());

        int Looks() => rig.Cluster.Requests.Count(request => request.Path.EndsWith("/_field_caps", StringComparison.Ordinal));
    }

    // The search's own words, for an index that became wrong between two looks.
    [Theory]
    [InlineData(6, "text", "Fielddata is disabled on text fields by default.")]
    [InlineData(7, "text", "Text fields are not optimised")]
    [InlineData(8, "text", "Fielddata is disabled on [contexts_io_s3snowplow_pipeline_1.name] in [snowplow-2026.01.02]")]
    public async Task Read_AnIndexThatBecameWrongSince_NamesTheField(int version, string type, string words)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(new LocalElasticsearchOptions { MajorVersion = version }, Entity);
        rig.Change(from: Start);
        rig.Arrive(10, at: Start);
        ElasticsearchReceivedMinutes minutes = rig.Minutes(rig.Time);
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);

        await InstallAsync(rig, "snowplow-2026.01.02", "contexts_io_s3snowplow_pipeline_1.name", type, priority: 900, version);
        rig.Arrive(10, at: Start.AddDays(1));

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(minutes, 0, 10));
        Assert.Equal(ElasticsearchProblem.WrongMapping, failure.Problem);
        Assert.StartsWith("The field contexts_io_s3snowplow_pipeline_1.name is mapped wrongly: " + words, failure.Message, StringComparison.Ordinal);
    }

    // A type must not depend on which document comes first: the template names every member of every schema.
    [Theory]
    [InlineData("object_event", "1-0-0", "unstruct_event_io_s3snowplow_object_event_1")]
    [InlineData("processor_capacity", "1-0-0", "unstruct_event_io_s3snowplow_processor_capacity_1")]
    [InlineData("processor_capacity", "1-0-1", "unstruct_event_io_s3snowplow_processor_capacity_1")]
    [InlineData("throughput_exceeded", "1-0-0", "unstruct_event_io_s3snowplow_throughput_exceeded_1")]
    [InlineData("throughput_exceeded", "2-0-0", "unstruct_event_io_s3snowplow_throughput_exceeded_2")]
    [InlineData("pipeline", "1-0-0", "contexts_io_s3snowplow_pipeline_1")]
    public void Template_EveryMemberOfASchema_HasItsType(string schema, string version, string field)
    {
        JsonNode mapped = JsonNode.Parse(ElasticsearchFiles.ComponentTemplate(new ElasticsearchOptions()))!["template"]!["mappings"]!["properties"]![field]!["properties"]!;
        using JsonDocument document = JsonDocument.Parse(RepositoryFile.Read($"schemas/io.s3snowplow/{schema}/jsonschema/{version}"));

        foreach ((string member, string type) in document.RootElement.GetProperty("properties").EnumerateObject().SelectMany(member => Types(member.Name, member.Value)))
        {
            Assert.Equal($"{member}: {type}", $"{member}: {mapped[member]?["type"]}");
        }
    }

    // A list is mapped as what it holds, and the members of an object by their path.
    private static IEnumerable<(string Member, string Type)> Types(string name, JsonElement schema)
    {
        JsonElement type = schema.GetProperty("type");
        bool isTime = schema.TryGetProperty("format", out JsonElement format) && format.GetString() == "date-time";
        return (type.ValueKind == JsonValueKind.Array ? type[0].GetString()! : type.GetString()!) switch
        {
            "array" => Types(name, schema.GetProperty("items")),
            "object" => schema.GetProperty("properties").EnumerateObject().SelectMany(member => Types($"{name}.{member.Name}", member.Value)),
            "integer" => [(name, "long")],
            "number" => [(name, "double")],
            "boolean" => [(name, "boolean")],
            _ => [(name, isTime ? "date" : "keyword")],
        };
    }

    private static async Task InstallAsync(ElasticsearchRig rig, string pattern, string field, string type, int priority = 500, int version = 8)
    {
        JsonObject properties = JsonNode.Parse(ElasticsearchFiles.LegacyTemplate(new ElasticsearchOptions()))!["mappings"]!["properties"]!.DeepClone().AsObject();
        string[] path = field.Split('.');
        JsonObject parent = path.Length == 1 ? properties : properties[path[0]]!["properties"]!.AsObject();
        parent[path[^1]] = new JsonObject { ["type"] = type };
        var mappings = new JsonObject { ["properties"] = properties };
        JsonObject template = version == 6
            ? new JsonObject { ["index_patterns"] = new JsonArray(pattern), ["order"] = priority, ["mappings"] = mappings }
            : new JsonObject { ["index_patterns"] = new JsonArray(pattern), ["priority"] = priority, ["template"] = new JsonObject { ["mappings"] = mappings } };
        using var http = new HttpClient();
        using var content = new StringContent(template.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer = await http.PutAsync(new Uri(rig.Cluster.Uri, version == 6 ? "_template/wrong?include_type_name=false" : "_index_template/wrong"), content);
        Assert.True(answer.IsSuccessStatusCode, answer.ToString());
    }
}
