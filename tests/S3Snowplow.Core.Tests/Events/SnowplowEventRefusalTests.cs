using System.Text;
using System.Text.Json;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>The last place where somebody is told: the collector answers 200 whatever it gets.</summary>
public sealed class SnowplowEventRefusalTests
{
    private static readonly IgluUri Schema = IgluUri.Parse("iglu:com.acme/thing/jsonschema/1-0-0");
    private static readonly IgluUri EntitySchema = IgluUri.Parse("iglu:com.acme/entity/jsonschema/2-0-0");

    /// <summary>Each bad document has the word SECRET in it where it can.</summary>
    public static TheoryData<string, string> Bad => new()
    {
        { "nothing", "" },
        { "white space", "  \n" },
        { "null", "null" },
        { "number", "1" },
        { "string", "\"SECRET\"" },
        { "array", "[{\"a\":\"SECRET\"}]" },
        { "truncated", "{\"a\":\"SECRET\"" },
        { "unquoted", "{\"a\":SECRET}" },
        { "almost a literal", "{\"a\":trSECRET}" },
        { "almost a number", "{\"a\":1SECRET}" },
        { "wrong escape", "{\"a\":\"\\SECRET\"}" },
        { "control character", "{\"a\":\"SECRET\u0001\"}" },
        { "trailing comma", "{\"a\":\"SECRET\",}" },
        { "trailing data", "{\"a\":\"SECRET\"}x" },
        { "two objects", "{\"a\":\"SECRET\"}{}" },
        { "comment", "{}//SECRET" },
        { "byte order mark", "\uFEFF{\"a\":\"SECRET\"}" },
        { "too deep", Nested(38, "\"SECRET\"") },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Create_DataThatIsNoObject_Throws(string what, string json)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>("data", () => Create(Encoding.UTF8.GetBytes(json)));

        AssertSaysWhereButNotWhat(exception, Schema, what);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Create_EntityThatIsNoObject_Throws(string what, string json)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            "entities", () => Create("{}"u8.ToArray(), new(Schema, "{}"u8.ToArray()), new(EntitySchema, Encoding.UTF8.GetBytes(json))));

        AssertSaysWhereButNotWhat(exception, EntitySchema, what);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    public void Create_DataThatIsNoUtf8_Throws(byte[] wrong)
    {
        byte[] inValue = [.. "{\"a\":\"SECRET"u8, .. wrong, .. "\"}"u8];
        byte[] inName = [.. "{\"SECRET"u8, .. wrong, .. "\":1}"u8];

        AssertSaysWhereButNotWhat(Assert.Throws<ArgumentException>("data", () => Create(inValue)), Schema, "value");
        AssertSaysWhereButNotWhat(Assert.Throws<ArgumentException>("data", () => Create(inName)), Schema, "name");
    }

    [Fact]
    public void Create_AsDeepAsEnrichTakes_IsAnEvent()
    {
        // The envelope of entities is three levels, and Enrich takes forty.
        byte[] deepest = Encoding.UTF8.GetBytes(Nested(37, "1"));

        SnowplowEvent made = Create(deepest, new SelfDescribingJson(EntitySchema, deepest));

        Assert.Equal(39, DepthOf(Tp2Parameters.Of(made)["ue_pr"]));
        Assert.Equal(40, DepthOf(Tp2Parameters.Of(made)["co"]));
    }

    [Fact]
    public void Create_ErrorInTheMiddle_SaysItsByte()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>("data", () => Create("{\"a\":1,\"b\":?}"u8.ToArray()));

        Assert.Contains("near byte 11", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithoutSchema_Throws() => Assert.Throws<ArgumentNullException>("schema", () => SnowplowEvent.Create(null!, default, default, "{}"u8));

    private static void AssertSaysWhereButNotWhat(ArgumentException exception, IgluUri schema, string what)
    {
        // The whole exception, causes included, is what a log gets to see.
        string all = exception.ToString();

        Assert.Contains(schema.Text, exception.Message, StringComparison.Ordinal);
        Assert.False(all.Contains("SECRET", StringComparison.Ordinal) || all.Contains("trS", StringComparison.Ordinal), $"The message for '{what}' has payload: {all}");
    }

    private static SnowplowEvent Create(byte[] data, params SelfDescribingJson[] entities) =>
        SnowplowEvent.Create(Schema, default, default, data, entities);

    private static string Nested(int levels, string innermost) =>
        string.Concat(Enumerable.Repeat("{\"a\":", levels)) + innermost + new string('}', levels);

    private static int DepthOf(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = 100 });
        int depth = 0;
        while (reader.Read())
        {
            bool opens = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            depth = Math.Max(depth, reader.CurrentDepth + (opens ? 1 : 0));
        }

        return depth;
    }
}
