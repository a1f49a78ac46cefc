using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>The command <c>index</c>: every version of Micro, and the documents of Snowplow's own loader.</summary>
public sealed class IndexTests
{
    private const string Id = "00000000-0000-5000-8000-000000000001";

    private const string Other = "00000000-0000-5000-8000-000000000002";

    public static TheoryData<string> GoodFiles => [.. RecordedDocuments.Good.Select(file => file.Name)];

    // Field by field, whatever the file's layout; the version of an entity's schema is what no reader may rest on: SDKs differ in it.
    [Theory]
    [MemberData(nameof(GoodFiles))]
    public async Task Index_RecordedGoodEventsOfMicro1_AreTheDocumentsOfTheLoader(string file)
    {
        using var micro = ScriptedMicro.One(RecordedDocuments.Good.Single(one => one.Name == file).Content);
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains(" events of Micro 1 or 2 are in the index snowplow.", run.Output, StringComparison.Ordinal);
        IReadOnlyDictionary<string, JsonElement> written = cluster.Documents("snowplow");
        (string File, JsonObject Document)[] same = [.. RecordedDocuments.Documents.Where(one => written.ContainsKey((string)one.Document["event_id"]!))];
        Assert.NotEmpty(same);
        Assert.All(same, one =>
        {
            JsonObject ours = JsonNode.Parse(written[(string)one.Document["event_id"]!].GetRawText())!.AsObject();
            Assert.Equal(one.Document.Select(field => field.Key).Order(StringComparer.Ordinal), ours.Select(field => field.Key).Order(StringComparer.Ordinal));
            Assert.All(one.Document, field => Assert.Equal($"{field.Key}: {Text(field.Value)}", $"{field.Key}: {Text(ours[field.Key])}"));
        });
    }

    // What the SDK does with what those recordings have not: coordinates, several entities of a schema, given and derived ones, an event without data.
    [Fact]
    public async Task Index_AnEventWithEverything_IsFlattenedAsTheSdkDoes()
    {
        using var micro = ScriptedMicro.One(Encoding.UTF8.GetBytes("""
            [ { "rawEvent": {}, "event": { "event_id": "00000000-0000-5000-8000-000000000001", "collector_tstamp": "2026-01-01T00:00:00Z", "geo_latitude": 51.50, "geo_longitude": -0.1, "tr_total": 12.340,
                "page_title": "\ud83d\ude00 ä",
                "contexts": { "schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", "data": [
                  { "schema": "iglu:com.acme-x/WebPage/jsonschema/2-1-0", "data": { "a": 9007199254740993 } }, { "schema": "iglu:com.acme-x/WebPage/jsonschema/2-0-0", "data": { "b": [ 1, null ] } },
                  { "schema": "iglu:com.acme/both/jsonschema/1-0-0", "data": { "given": true } } ] },
                "derived_contexts": { "schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", "data": [ { "schema": "iglu:com.acme/both/jsonschema/1-0-0", "data": { "derived": true } } ] },
                "unstruct_event": null } } ]
            """));
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster);

        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement document = cluster.Documents("snowplow")[Id];
        Assert.Equal("51.50,-0.1", document.GetProperty("geo_location").GetString());
        Assert.Equal("12.340", document.GetProperty("tr_total").GetRawText());
        Assert.Equal(
            """[{"a":9007199254740993,"_schema_version":"iglu:com.acme-x/WebPage/jsonschema/2-1-0"},{"b":[1,null],"_schema_version":"iglu:com.acme-x/WebPage/jsonschema/2-0-0"}]""",
            document.GetProperty("contexts_com_acme_x_web_page_2").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("derived", Assert.Single(document.GetProperty("contexts_com_acme_both_1").EnumerateArray()).EnumerateObject().First().Name);
        Assert.DoesNotContain(document.EnumerateObject(), field => field.Name.StartsWith("unstruct_event", StringComparison.Ordinal) || field.Name is "contexts" or "derived_contexts");
    }

    // Micro lists the newest first; the loader writes in the order of arrival, so the later delivery is what stays.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Index_AnEventThatWasDeliveredTwice_IsTheLaterDelivery(bool newestFirst)
    {
        string[] deliveries = [Event(Id, "2026-01-01T10:20:00Z"), Event(Id, "2026-01-01T10:00:00.001Z")];
        using var micro = ScriptedMicro.Three(List(newestFirst ? deliveries : [.. deliveries.Reverse()]));
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.StartsWith("1 events of Micro 3 are in the index snowplow.", run.Output, StringComparison.Ordinal);
        Assert.Equal("2026-01-01T10:20:00Z", cluster.Documents("snowplow")[Id].GetProperty("collector_tstamp").GetString());
    }

    [Fact]
    public async Task Index_AnEventOfMicro3ThatFailed_IsLeftOutAsByTheLoader()
    {
        string failed = Event(Other, "2026-01-01T10:00:00Z")[..^1] + ""","contexts_com_snowplowanalytics_snowplow_failure_1":[{"failureType":"ValidationError"}]}""";
        using var micro = ScriptedMicro.Three(List(failed, Event(Id, "2026-01-01T10:00:00Z")));
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("1 that failed were left out", run.Output, StringComparison.Ordinal);
        Assert.Equal([Id], cluster.Documents("snowplow").Keys);
    }

    [Fact]
    public async Task Index_PagesOfMicro4_AreAllRead()
    {
        string[] events = [.. Enumerable.Range(1, 1_201).Select(number => Event($"00000000-0000-5000-8000-{number:d12}", "2026-01-01T10:00:00Z"))];
        using var micro = ScriptedMicro.Four(body =>
        {
            JsonNode query = JsonNode.Parse(body)!;
            (int page, int size) = ((int)query["page"]!, (int)query["pageSize"]!);
            return Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', events.Skip((page - 1) * size).Take(size))}}],"totalPages":{{(events.Length + size - 1) / size}},"totalItems":{{events.Length}}}""");
        });
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.StartsWith("1201 events of Micro 4 are in the index snowplow.", run.Output, StringComparison.Ordinal);
        Assert.Equal(1_201, cluster.Documents("snowplow").Count);
    }

    [Fact]
    public async Task Index_WithADateSuffix_GoesByTheTimeOfTheFact()
    {
        using var micro = ScriptedMicro.Three(List(
            Event(Id, "2026-01-03T00:10:00Z", "2026-01-02T23:59:59.999Z"), Event(Other, "2026-01-03T00:10:00Z", "2026-01-03T00:00:00Z"), Event("00000000-0000-5000-8000-000000000003", "2026-01-03T00:10:00Z", null)));
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster, "--date-suffix", "-yyyy-MM-dd");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal([Id], cluster.Documents("snowplow-2026-01-02").Keys);
        Assert.Equal([Other], cluster.Documents("snowplow-2026-01-03").Keys);
        Assert.Single(cluster.Documents("snowplow"));
    }

    // To a collector every path of two segments is an event: asking it for Micro's events would put rubbish into a pipeline.
    [Fact]
    public async Task Index_ACollectorForMicro_IsToldBeforeItGetsAnEvent()
    {
        using var collector = ScriptedMicro.Other("404 not found");
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(collector, cluster);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"At {collector.Address}/ there is a Snowplow collector and no Snowplow Micro", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["GET /micro"], collector.Requests);
        Assert.Empty(cluster.Requests);
    }

    [Fact]
    public async Task Index_SomethingElseForMicro_NamesTheAddressAndEachAnswer()
    {
        using var other = ScriptedMicro.Other("<html>not here</html>");
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(other, cluster);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"At {other.Address}/ there is no Snowplow Micro of version 1 to 4", run.Errors, StringComparison.Ordinal);
        Assert.Contains("404 <html>not here</html> to POST micro/events; 404 <html>not here</html> to GET micro/events; 404 <html>not here</html> to GET micro/good", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"event_id":"00000000-0000-5000-8000-000000000001"},{"event_""", "is not whole")]
    [InlineData("""[{"event_id":"one"}]""", "an event has no member 'event_id' with a UUID in it")]
    [InlineData("""{"events":1}""", "is not whole")]
    public async Task Index_AnAnswerThatIsNotMicros_IsNoSuccess(string answer, string why)
    {
        using var micro = ScriptedMicro.Three(Encoding.UTF8.GetBytes(answer));
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await IndexAsync(micro, cluster);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"The answer of Micro 3 at {micro.Address}/micro/events", run.Errors, StringComparison.Ordinal);
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--date-suffix", "dd.MM.yyyy", "--date-suffix is 'dd.MM.yyyy'")]
    [InlineData("--date-suffix", "yyyy/MM", "--date-suffix is 'yyyy/MM'")]
    [InlineData("--index", "Snowplow", "--index is 'Snowplow'")]
    [InlineData("--micro", "http://user:secret@127.0.0.1:1", "--micro is an address with a user (not printed here)")]
    public async Task Index_AWrongSetting_IsNamedBeforeAnythingIsAsked(string option, string value, string told)
    {
        string[] all = ["index", "--elasticsearch", "http://127.0.0.1:1", .. option == "--micro" ? Array.Empty<string>() : ["--micro", "http://127.0.0.1:1"], option, value];

        ToolRun run = await SampleAsync(all);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(told, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Errors, StringComparison.Ordinal);
    }

    private static string Event(string id, string collected, string? derived = "2026-01-01T09:00:00Z") =>
        $$"""{"event_id":"{{id}}","collector_tstamp":"{{collected}}","derived_tstamp":{{(derived is null ? "null" : $"\"{derived}\"")}}}""";

    // As Micro 3 prints it, but with line ends: those are no part of a document.
    private static byte[] List(params string[] events) => Encoding.UTF8.GetBytes($"[{string.Join(",\n", events.Select(one => one.Replace(",", ",\n", StringComparison.Ordinal)))}]");

    private static string Text(JsonNode? node) => WithoutVersion(node)?.ToJsonString() ?? "null";

    private static JsonNode? WithoutVersion(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(WithoutVersion)]);
            case JsonObject one:
                return new JsonObject(one.Where(member => member.Key != "_schema_version").OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, WithoutVersion(member.Value))));
            default:
                return node?.DeepClone();
        }
    }

    private static Task<ToolRun> IndexAsync(ScriptedMicro micro, LocalElasticsearch cluster, params string[] more) =>
        SampleAsync(["index", "--micro", micro.Address, "--elasticsearch", cluster.Uri.AbsoluteUri, .. more]);

    private static Task<ToolRun> SampleAsync(string[] arguments) =>
        ToolRun.OfAsync(arguments);
}
