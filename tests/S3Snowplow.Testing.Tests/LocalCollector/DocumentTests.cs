using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Testing.Tests;

/// <summary>The documents of <c>/micro/events</c> beside those that Snowplow's loader writes, from the same enriched events.</summary>
public sealed class DocumentTests
{
    // Who made the event, and when it was made, is another matter in each run.
    private static readonly string[] OfTheRun = ["v_collector", "v_etl", "etl_tstamp"];

    public static TheoryData<string> Documents => [.. EnrichedRecordings.Documents];

    [Fact]
    public void Recordings_AreFound()
    {
        Assert.NotEmpty(Documents);
        Assert.NotEmpty(EnrichedRecordings.Lines);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Documents_OfEnrichedEvents_AreThoseOfTheLoader(string file)
    {
        bool isOld = file.Contains("sdk-3.0", StringComparison.Ordinal);
        var recorded = EnrichedRecordings.Read(file);
        var lines = EnrichedRecordings.Lines;
        Assert.Equal(recorded.Length, lines.Count);
        for (int i = 0; i < lines.Count; i++)
        {
            var fields = EnrichedFields.Names.Zip(lines[i].Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second);
            var time = new SteppedTime(Time(fields["collector_tstamp"]));
            await using LocalCollector collector = await LocalCollector.StartAsync(new() { TimeProvider = time, Software = SnowplowSoftware.Micro3 });
            using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = collector.Uri };
            if (fields["useragent"].Length > 0)
                client.DefaultRequestHeaders.Add("User-Agent", fields["useragent"]);
            using HttpResponseMessage answer = await client.PostAsync(Tp2.Body(Parameters(fields)));
            await collector.WaitForAsync(1);

            GoodEvent good = Assert.Single(collector.Good);
            JsonElement document = isOld
                ? JsonBytes.Element(writer => AnalyticsEvent.Write(writer, good, SnowplowSoftware.Micro1.HasSchemaVersions()))
                : (await JsonAsync(client, "micro/events"))[0];
            Assert.Equal(Members(recorded[i]), Members(document));
        }
    }

    private static Dictionary<string, string> Parameters(Dictionary<string, string> fields)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["e"] = "ue",
            ["eid"] = fields["event_id"],
            ["p"] = fields["platform"],
            ["tv"] = fields["v_tracker"],
            ["tna"] = fields["name_tracker"],
            ["aid"] = fields["app_id"],
            ["tnuid"] = fields["network_userid"],
            ["dtm"] = Milliseconds(fields["dvce_created_tstamp"]),
            ["stm"] = Milliseconds(fields["dvce_sent_tstamp"]),
            ["ttm"] = Milliseconds(fields["true_tstamp"]),
            ["ue_pr"] = fields["unstruct_event"],
        };
        if (fields["contexts"].Length > 0)
            parameters["co"] = fields["contexts"];
        return parameters;
    }

    private static string Milliseconds(string time) => Time(time).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path)
    {
        using JsonDocument document = JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)));
        return document.RootElement.Clone();
    }

    // Members in the order of their names, at every depth: the order of a JSON object says nothing.
    private static string Members(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",\n", value.EnumerateObject().Where(member => !OfTheRun.Contains(member.Name))
            .OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}: {Members(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(", ", value.EnumerateArray().Select(Members)) + "]",
        _ => value.GetRawText(),
    };
}
