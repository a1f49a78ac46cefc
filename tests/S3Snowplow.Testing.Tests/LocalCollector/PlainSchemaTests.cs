using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests;

/// <summary>The fast form of a schema against the whole library: it may be silent, but never kinder.</summary>
public sealed class PlainSchemaTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-0", "1", "-1", "1.0", "1e3", "1.5", "9223372036854775807", "9223372036854775808", "1e400", "\"\"", "\"x\"", "\"2026-01-01T00:00:00Z\"", "\"2026-01-01\"", "\"2016-12-31T23:59:60Z\"",
        $"\"{new string('x', 128)}\"", $"\"{new string('x', 129)}\"", $"\"{new string('x', 4096)}\"", $"\"{new string('x', 4097)}\"", $"\"{string.Concat(Enumerable.Repeat("😀", 128))}\"", $"\"{string.Concat(Enumerable.Repeat("😀", 129))}\"",
        "{}", "[]", "[1]", """["x","y"]""", """{"x":1}""", """{"bucket":"b","prefix":"p"}""", """[{"bucket":"b"}]""",
    ];

    public static TheoryData<string> Schemas =>
        [.. typeof(SchemaRegistry).Assembly.GetManifestResourceNames().Where(name => name.Contains("/jsonschema/", StringComparison.Ordinal)).Select(name => name.Replace("schemas/", "iglu:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Fits_EachMemberWithEachValue_IsNeverKinderThanTheLibrary(string address)
    {
        Assert.True(SchemaKey.TryParse(address, out var key));
        string text = new SchemaRegistry(new LocalCollectorOptions()).Find(key)!;
        PlainSchema? plain = PlainSchema.TryRead(text);
        var whole = await NJsonSchema.JsonSchema.FromJsonAsync(JsonTokens.Shorten(text));
        var rules = new NJsonSchema.Validation.JsonSchemaValidator(InternetDateTime.Settings());
        int fitting = 0;

        foreach (JsonElement data in Documents(JsonNode.Parse(text)!))
        {
            bool fits = plain!.Fits(data);
            fitting += fits ? 1 : 0;
            Assert.True(!fits || rules.Validate(JsonTokens.Of(data), whole).Count == 0, data.GetRawText());
        }

        // Else the collector would be slow with what this package is for; formats other than times are the library's.
        Assert.True(fitting > 0 || text.Contains("\"uuid\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"^a$"}""")]
    [InlineData("""{"type":"string","minLength":1}""")]
    [InlineData("""{"type":"number","minimum":1,"exclusiveMinimum":true}""")]
    [InlineData("""{"type":"number","maximum":1.5}""")]
    [InlineData("""{"enum":["a",1]}""")]
    [InlineData("""{"type":"any"}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"items":[{}]}""")]
    [InlineData("""{"additionalProperties":{}}""")]
    [InlineData("""{"required":true}""")]
    [InlineData("""{""")]
    [InlineData("""[]""")]
    public void TryRead_AnythingThatIsNotOrdinary_HasNoPlainForm(string schema) => Assert.Null(PlainSchema.TryRead(schema));

    [Theory]
    [InlineData("\"127.0.0.1\"", false)]
    [InlineData("null", true)]
    public void Fits_ATextOfAnotherFormat_IsNeverSure(string value, bool fits) =>
        Assert.Equal(fits, PlainSchema.TryRead("""{"type":["string","null"],"format":"ipv4"}""")!.Fits(JsonElement.Parse(value)));

    [Theory]
    [InlineData("""{"a":1,"a":"x"}""", false)]
    [InlineData("""{"a":"x","a":"y"}""", true)]
    public void Fits_AMemberThatComesTwice_HasToFitEachTime(string data, bool fits)
    {
        using var document = JsonDocument.Parse(data);

        Assert.Equal(fits, PlainSchema.TryRead("""{"properties":{"a":{"type":"string"}}}""")!.Fits(document.RootElement));
    }

    // A document that fits, as far as one can be made of the schema; the same with each value at each member, and with each member missing.
    private static IEnumerable<JsonElement> Documents(JsonNode schema)
    {
        var fitting = (JsonObject)Example(schema);
        yield return Element(fitting);
        foreach ((string name, _) in schema["properties"]?.AsObject() ?? [])
        {
            foreach (string value in Values)
            {
                var other = (JsonObject)fitting.DeepClone();
                other[name] = JsonNode.Parse(value);
                yield return Element(other);
            }

            var without = (JsonObject)fitting.DeepClone();
            without.Remove(name);
            yield return Element(without);
        }

        var more = (JsonObject)fitting.DeepClone();
        more["one_that_nobody_knows"] = 1;
        yield return Element(more);
    }

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());

    private static JsonNode Example(JsonNode schema)
    {
        string type = schema["type"] switch { JsonArray several => (string)several[0]!, JsonNode one => (string)one!, _ => "object" };
        return type switch
        {
            "object" => new JsonObject((schema["properties"]?.AsObject() ?? []).Where(member => (string?)member.Value!["format"] is null or "date-time").Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Example(member.Value!)))),
            "array" => new JsonArray(schema["items"] is JsonObject items ? Example(items) : JsonValue.Create("x")),
            "integer" or "number" => JsonValue.Create(schema["minimum"] is { } least ? (long)least : 0),
            "boolean" => JsonValue.Create(true),
            _ => schema["enum"] is JsonArray texts ? texts[0]!.DeepClone() : JsonValue.Create((string?)schema["format"] == "date-time" ? "2026-01-01T00:00:00Z" : "x"),
        };
    }
}
