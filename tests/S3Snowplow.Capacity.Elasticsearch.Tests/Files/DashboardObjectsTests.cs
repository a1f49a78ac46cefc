using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Files;

/// <summary>Saved objects refer to each other and to fields that are there. That Kibana takes them cannot be tried here.</summary>
public sealed class DashboardObjectsTests
{
    public static TheoryData<string, string> All => new()
    {
        { "", "iglu:io.s3snowplow/object_event/jsonschema/1-0-0" },
        { ".keyword", "iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Objects_EveryReference_LeadsToAnObjectBeforeIt(string suffix, string schema)
    {
        foreach (bool isKibana in new[] { true, false })
        {
            var known = new HashSet<string>();
            foreach (JsonNode one in Objects(new ElasticsearchOptions { KeywordSuffix = suffix, EventSchema = schema }, isKibana))
            {
                Assert.Superset(one["references"]!.AsArray().Select(reference => $"{reference!["type"]}/{reference["id"]}").ToHashSet(), known);
                Assert.True(known.Add($"{one["type"]}/{one["id"]}"));
            }

            Assert.Contains("dashboard/s3snowplow", known);
        }
    }

    // Texts inside of texts: what is quoted wrongly is found by the panel only.
    [Theory]
    [MemberData(nameof(All))]
    public void Objects_EveryTextWithJsonInIt_IsWhole(string suffix, string schema)
    {
        var options = new ElasticsearchOptions { KeywordSuffix = suffix, EventSchema = schema };
        JsonNode[] objects = Objects(options, isKibana: true);

        JsonNode dashboard = objects.Single(one => (string?)one["type"] == "dashboard")!;
        JsonArray panels = JsonNode.Parse((string)dashboard["attributes"]!["panelsJSON"]!)!.AsArray();
        Assert.Equal(dashboard["references"]!.AsArray().Select(reference => (string)reference!["name"]!), panels.Select(panel => (string)panel!["panelRefName"]!));
        Assert.Equal(JsonNode.Parse(ElasticsearchFiles.Picture(options))!.ToJsonString(), Specification(objects, "s3snowplow-bytes-and-capacity").ToJsonString());
        Assert.All(objects.Where(one => one["attributes"]!["kibanaSavedObjectMeta"] is not null), one => Assert.NotNull(JsonNode.Parse((string)one["attributes"]!["kibanaSavedObjectMeta"]!["searchSourceJSON"]!)));
    }

    [Fact]
    public void Objects_EveryFieldThatIsNamed_IsInTheRecordedMappingWithATypeThatFits()
    {
        var options = new ElasticsearchOptions();
        JsonNode[] objects = Objects(options, isKibana: true);
        string[] searches = [ElasticsearchFiles.PictureSearch(options), ElasticsearchFiles.PictureSearch(options, Bands()), Specification(objects, "s3snowplow-time-behind")["data"]!["url"]!["body"]!.ToJsonString()];
        JsonNode mapped = JsonNode.Parse(ElasticsearchFiles.ComponentTemplate(options))!["template"]!["mappings"]!["properties"]!;
        JsonNode[] recorded = [.. Mappings()];

        Assert.NotEmpty(recorded);
        (string Use, string Field)[] named = [.. searches.SelectMany(search => Fields(JsonNode.Parse(search)!)), .. Columns(objects)];
        Assert.True(named.Length > 15);
        Assert.All(named, one =>
        {
            Assert.True(Fits(one.Use, TypeOf(mapped, one.Field)), $"template: {one}");

            // What was recorded knows the first model of what is told.
            Assert.True(one.Field.Contains("throughput_exceeded_2", StringComparison.Ordinal) || Array.TrueForAll(recorded, mapping => Fits(one.Use, TypeOf(mapping, one.Field))), $"recorded: {one}");
        });
    }

    // Objects that carry no pipeline: bucket and prefix say it, the inner one for itself.
    [Theory]
    [InlineData("")]
    [InlineData(".keyword")]
    public async Task PictureSearch_WithBands_FindsTheBytesOfObjectsThatCarryNoPipeline(string suffix)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: new ElasticsearchOptions { KeywordSuffix = suffix });
        Put(rig, "1", "acme-raw", "a/1", 100);
        Put(rig, "2", "acme-raw", "a/b/2", 20);
        Put(rig, "3", "acme-logs", "a/3", 3);
        Put(rig, "4", "other", "a/b/4", 4000);
        Put(rig, "5", "acme-raw", "z", 50_000);
        rig.Change();

        JsonNode answer = await SearchAsync(rig, ElasticsearchFiles.PictureSearch(rig.Options, Bands()));

        Assert.Equal([100d, 20d, 50_003d, 4000d, 0d], Enumerable.Range(0, 5).Select(pipeline => Sum(answer, pipeline, "arrived", "bytes")));
        Assert.Equal(60d, (double)answer["aggregations"]!["p4"]!["by_hour"]!["buckets"]![0]!["capacity"]!["value"]!);
    }

    [Fact]
    public async Task TimeBehind_ItsSearch_FindsWhatWasTold()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputTransition[] told = [.. await rig.PassAsync(rig.Judge(), 90, 2)];
        foreach (ThroughputTransition one in told)
        {
            rig.Index(new CapacityEvents().Transition(one, "s3snowplow"));
        }

        JsonNode answer = await SearchAsync(rig, Specification(Objects(rig.Options, isKibana: true), "s3snowplow-time-behind")["data"]!["url"]!["body"]!.ToJsonString());

        JsonNode pipeline = Assert.Single(answer["aggregations"]!["told"]!["pipelines"]!["buckets"]!.AsArray())!;
        Assert.Equal("p", (string)pipeline["key"]!);
        Assert.Equal(told.Length, pipeline["by_time"]!["buckets"]!.AsArray().Count);
        Assert.True((double)pipeline["by_time"]!["buckets"]![0]!["seconds_behind"]!["value"]! > 0);
    }

    private static CapacityBands Bands() => CapacityBands.Parse(
        """
        bands: { s: 1 MB/h }
        default: rest
        pipelines:
          outer: { band: s, inputs: [ { bucket: acme-raw, prefix: a/ } ] }
          inner: { band: s, inputs: [ { bucket: acme-raw, prefix: a/b/ } ] }
          pattern: { band: s, inputs: [ { bucket: acme-* } ] }
          rest: { band: s }
          p: { band: s }
        """,
        "bands.yml");

    private static void Put(ElasticsearchRig rig, string id, string bucket, string key, long size)
    {
        var document = new JsonObject
        {
            ["event_id"] = id,
            ["derived_tstamp"] = "2026-01-01T00:10:00Z",
            ["unstruct_event_io_s3snowplow_object_event_1"] = new JsonObject { ["event_name"] = "ObjectCreated:Put", ["bucket"] = bucket, ["key"] = key, ["size"] = size },
        };
        rig.Cluster.Put("snowplow", id, JsonSerializer.SerializeToElement(document));
    }

    private static double Sum(JsonNode answer, int pipeline, string aggregation, string metric) =>
        answer["aggregations"]![$"p{pipeline}"]!["by_hour"]!["buckets"]!.AsArray().Sum(hour => (double)hour![aggregation]![metric]!["value"]!);

    private static async Task<JsonNode> SearchAsync(ElasticsearchRig rig, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(rig.Cluster.Uri, "snowplow*/_search"), content);
        string text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static JsonNode[] Objects(ElasticsearchOptions options, bool isKibana) =>
        [.. (isKibana ? ElasticsearchFiles.KibanaObjects(options) : ElasticsearchFiles.OpenSearchDashboardsObjects(options)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static JsonNode Specification(JsonNode[] objects, string id) =>
        JsonNode.Parse((string)JsonNode.Parse((string)objects.Single(one => (string?)one["id"] == id)["attributes"]!["visState"]!)!["params"]!["spec"]!)!;

    private static IEnumerable<(string Use, string Field)> Columns(JsonNode[] objects) =>
        objects.SelectMany(one => one["attributes"]!["columns"] is JsonArray columns ? columns.Select(column => ("column", (string)column!)) : []);

    // What a search does with a field: the name of the member that it stands in.
    private static IEnumerable<(string Use, string Field)> Fields(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => member.Key is "term" or "terms" or "prefix" or "exists" or "date_histogram" or "sum" or "max"
            ? member.Value!.AsObject().Where(inner => inner.Key is "field" || inner.Key.Contains('.', StringComparison.Ordinal)).Select(inner => (member.Key, inner.Key == "field" ? (string)inner.Value! : inner.Key))
            : Fields(member.Value)),
        JsonArray list => list.SelectMany(Fields),
        _ => [],
    };

    private static bool Fits(string use, string? type) => use switch
    {
        "term" or "terms" or "prefix" => type == "keyword",
        "date_histogram" => type == "date",
        "sum" or "max" => type == "long",
        _ => type is not null,
    };

    private static string? TypeOf(JsonNode properties, string field)
    {
        int dot = field.IndexOf('.', StringComparison.Ordinal);
        return (string?)(dot < 0 ? properties[field] : properties[field[..dot]]?["properties"]?[field[(dot + 1)..]])?["type"];
    }

    // The mappings of indices that have this project's documents and were made with its template, whatever the folder is called.
    private static IEnumerable<JsonNode> Mappings() => Directory.EnumerateFiles(DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings"), "*.json", SearchOption.AllDirectories)
        .Where(path => File.ReadLines(path).Take(4).Any(line => line.Contains("snowplow*/_mapping\"", StringComparison.Ordinal)))
        .SelectMany(path => JsonNode.Parse(File.ReadAllBytes(path))!["answer"]!.AsObject().Select(index => index.Value?["mappings"]?["properties"]).OfType<JsonNode>())
        .Where(properties => properties["unstruct_event_io_s3snowplow_processor_capacity_1"] is not null);
}
