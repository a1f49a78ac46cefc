using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

/// <summary>The local collector beside what Snowplow's collector and Micro answered to the same requests; a test case for each.</summary>
public sealed partial class RecordingTests
{
    private static readonly string[] Times = ["dvce_created_tstamp", "dvce_sent_tstamp", "true_tstamp"];
    private static readonly string[] OfTheRun = ["timestamp", "lastAttempt", "userId", "network_userid", "collector_tstamp", "etl_tstamp", "v_collector", "v_etl", "source"];
    private static readonly string[] Texts = ["app_id", "platform", "event", "event_vendor", "event_name", "event_version", "name_tracker", "v_tracker", "user_id", "user_ipaddress", "useragent"];

    public static TheoryData<string> Exchanges => [.. SnowplowRecordings.Exchanges.SelectMany(file => file.Exchanges.Select(exchange => $"{file.File} {exchange.Name}"))];

    /// <summary>Without those whose body is not recorded whole.</summary>
    public static TheoryData<string> Verdicts => [.. SnowplowRecordings.Verdicts.Where(verdict => !verdict.IsCut).Select(verdict => verdict.Name)];

    [Fact]
    public void Recordings_AreFound()
    {
        Assert.NotEmpty(Exchanges);
        Assert.NotEmpty(Verdicts);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Exchange_IsAnsweredAsRecorded(string name)
    {
        (_, Exchange[] exchanges) = SnowplowRecordings.Exchanges.First(file => name.StartsWith(file.File + " ", StringComparison.Ordinal));
        Exchange recorded = exchanges.First(one => name.EndsWith(" " + one.Name, StringComparison.Ordinal));
        await KnownAnswers.RunAsync($"{recorded.Name} {recorded.Status}", async () =>
        {
            using var schemas = new SchemaFolder();
            LocalCollectorOptions options = RecordedSettings.Of(exchanges);
            options.SchemaFolders.Add(schemas.Path);
            await using LocalCollector collector = await LocalCollector.StartAsync(options);
            foreach (Exchange exchange in exchanges)
            {
                bool isIt = exchange == recorded;

                // Micro's answers tell of what came before; those of a collector do not.
                if (!isIt && !options.Software.HasMicroApi())
                {
                    continue;
                }

                (string[] head, byte[] body) = await RawExchange.SendAsync(collector.Uri, exchange);
                await collector.WaitUntilJudgedAsync();
                if (isIt)
                {
                    Assert.Equal(RecordedHead.Lines(exchange.Head), RecordedHead.Lines(head));
                    AssertSame(exchange, body);
                    return;
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task Body_IsJudgedAsRecorded(string name)
    {
        RecordedVerdict verdict = SnowplowRecordings.Verdicts.First(one => one.Name == name);
        await KnownVerdicts.RunAsync(name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..], async () =>
        {
            await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Micro1 });
            using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = collector.Uri };
            using var content = new ByteArrayContent(verdict.Body);
            using var request = new HttpRequestMessage(HttpMethod.Post, verdict.Path) { Content = content };
            foreach (string header in verdict.Headers)
            {
                HttpHeaders headers = header.StartsWith("Content-", StringComparison.Ordinal) ? content.Headers : request.Headers;
                headers.TryAddWithoutValidation(header.Split(':')[0], header[(header.IndexOf(':') + 1)..].Trim());
            }

            using HttpResponseMessage response = await client.SendAsync(request).Within();
            Assert.Equal(("OK", "ok"), (response.ReasonPhrase, await response.TextAsync()));
            await collector.WaitUntilJudgedAsync().Within();

            Assert.Equal((verdict.Good, verdict.Bad), (collector.Counts.Good, collector.Counts.Bad));
            using JsonDocument good = JsonDocument.Parse(await client.GetStringAsync(new Uri("/micro/good", UriKind.Relative)));
            JsonElement[] events = [.. good.RootElement.EnumerateArray().Select(item => item.GetProperty("event"))];
            Assert.Equal(verdict.GoodEvents.Select(Fields), events.Select(Fields));
            Assert.Equal(verdict.GoodEvents.Select(Data), collector.Good.Select(Data));
            Assert.Equal(verdict.BadRows.Select(row => row.GetProperty("schema").GetString()), collector.Bad.Select(bad => bad.Row.GetProperty("schema").GetString()));
        });
    }

    // Of the two, what does not depend on when and where they ran; as written, so that null is not an empty text.
    private static string Fields(JsonElement recorded) => string.Join('\n', Texts.Concat(Times).Select(name => $"{name} {Json(recorded.GetProperty(name))}"));

    private static string Data(JsonElement recorded) =>
        $"{(recorded.GetProperty("data") is { ValueKind: JsonValueKind.Object } data ? Json(data.GetProperty("data")) : "none")} {Json(recorded.GetProperty("contexts"))}";

    private static string Data(GoodEvent good) =>
        $"{(good.Data.ValueKind == JsonValueKind.Undefined ? "none" : Json(good.Data))} [{string.Join(',', good.Contexts.Select(entity => $"\"{entity.Schema}\""))}]";

    private static string Json(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}:{Json(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Json)) + "]",
        JsonValueKind.String => $"\"{value.GetString()}\"",
        _ => value.GetRawText(),
    };

    // A document is compared without what is another in each run: ids and times that were made up, and who made it.
    private static void AssertSame(Exchange exchange, byte[] body)
    {
        if (exchange.IsAnswerCut)
        {
            return;
        }

        if (exchange.MediaType != "application/json" || exchange.Answer.Length == 0)
        {
            int length = Encoding.UTF8.GetString(exchange.Answer).IndexOf("HTTP/1.1 ", StringComparison.Ordinal);
            byte[] recorded = length < 0 ? exchange.Answer : exchange.Answer[..length];
            Assert.Equal(RecordedHead.WithoutPort(recorded), RecordedHead.WithoutPort(body));
            return;
        }

        using JsonDocument expected = JsonDocument.Parse(exchange.Answer);
        using JsonDocument actual = JsonDocument.Parse(body);
        Assert.Equal(Shape(expected.RootElement), Shape(actual.RootElement));
    }

    private static string Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Where(member => !OfTheRun.Contains(member.Name)).Select(member => $"{member.Name}:{Shape(member.Value)}").Order(StringComparer.Ordinal)) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Shape)) + "]",
        JsonValueKind.String when value.GetString()!.StartsWith("Host: ", StringComparison.Ordinal) => "Host",
        // A bad row: its messages are compared where verdicts are.
        JsonValueKind.String when value.GetString()!.StartsWith("{\"schema\":\"iglu:com.snowplowanalytics.snowplow.badrows", StringComparison.Ordinal) => "row",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
