using System.Globalization;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

/// <summary>Writes tp2 bodies, right and wrong ones.</summary>
internal static class Tp2
{
    public const string Path = "com.snowplowanalytics.snowplow/tp2";
    public const string PurchaseData = """{"item":"pen"}""";

    public static string Id(int n) => string.Create(CultureInfo.InvariantCulture, $"6f1c2b7e-0000-5000-8000-{n:x12}");

    public static string SelfDescribing(string schema, string data) => $$"""{"schema":"{{schema}}","data":{{data}}}""";

    public static string Unstruct(string schema, string data) =>
        SelfDescribing("iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", SelfDescribing(schema, data));

    public static string Contexts(params string[] entities) =>
        SelfDescribing("iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", $"[{string.Join(',', entities)}]");

    public static Dictionary<string, string> Purchase(int n = 1, string data = PurchaseData) => new(StringComparer.Ordinal)
    {
        ["e"] = "ue",
        ["p"] = "srv",
        ["tv"] = "test-1",
        ["eid"] = Id(n),
        ["ue_pr"] = Unstruct(SchemaFolder.Purchase, data),
    };

    public static string Body(params Dictionary<string, string>[] events) => BodyOf([.. events.Select(Item)]);

    public static string Item(Dictionary<string, string> parameters) =>
        $"{{{string.Join(',', parameters.Select(pair => $"\"{pair.Key}\":\"{JsonEncodedText.Encode(pair.Value)}\""))}}}";

    public static string BodyOf(params string[] items) => SelfDescribing("iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", $"[{string.Join(',', items)}]");

    public static StringContent Content(string body) => new(body, Encoding.UTF8, "application/json");

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string body, string path = Path) => client.PostAsync(new Uri(path, UriKind.Relative), Content(body));

    public static async Task<string> TextAsync(this HttpResponseMessage response)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        return await reader.ReadToEndAsync();
    }
}
