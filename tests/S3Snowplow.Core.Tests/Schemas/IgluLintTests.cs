using System.Text;
using System.Text.Json;

namespace S3Snowplow.Core.Tests.Schemas;

public sealed class IgluLintTests
{
    private const string GoodPath = "com.acme/thing/jsonschema/1-0-0";

    private const string Good = """
        {
          "$schema": "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#",
          "description": "A thing.",
          "self": { "vendor": "com.acme", "name": "thing", "format": "jsonschema", "version": "1-0-0" },
          "type": "object",
          "properties": {
            "text": { "description": "Text.", "type": "string", "minLength": 1, "maxLength": 10 },
            "time": { "description": "Time.", "type": ["string", "null"], "format": "date-time" },
            "count": { "description": "Count.", "type": ["integer", "null"], "minimum": 0, "maximum": 9 },
            "list": { "description": "List.", "type": ["array", "null"], "minItems": 1, "maxItems": 2,
                      "items": { "description": "Item.", "type": "boolean" } }
          },
          "required": ["text"],
          "additionalProperties": false
        }
        """;

    /// <summary>One fault each: the rule that must speak, the text of the good schema to replace, and its replacement.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "json", "\"required\": [\"text\"],", "\"required\": [\"text\"]," + "\"type\": \"object\"," },
        { "json", "{\n", "[{\n" },
        { "selfDescribing", "\"vendor\": \"com.acme\", ", "\"vendor\": \"com.acme\", \"owner\": \"me\", " },
        { "draft4", "\"type\": \"boolean\"", "\"type\": \"bool\"" },
        { "draft4", "\"type\": \"boolean\"", "\"const\": true" },
        { "draft4", "\"minLength\": 1", "\"minLength\": -1" },
        { "draft4", "\"minimum\": 0", "\"exclusiveMinimum\": 0" },
        { "draft4", "\"minimum\": 0,", "\"exclusiveMinimum\": true," },
        { "draft4", "[\"text\"]", "[]" },
        { "draft4", "[\"text\"]", "[\"text\", \"text\"]" },
        { "draft4", "\"additionalProperties\": false", "\"additionalProperties\": \"no\"" },
        { "draft4", "\"items\": {", "\"self\": {" },
        { "schemaUri", "/1-0-0#", "/1-0-0" },
        { "schemaUri", "\"$schema\"", "\"title\"" },
        { "rootObject", "\"type\": \"object\",", "" },
        { "numericMinimumMaximum", "\"minimum\": 0", "\"minimum\": 10" },
        { "stringMinMaxLength", "\"minLength\": 1", "\"minLength\": 11" },
        { "arrayMinMaxItems", "\"minItems\": 1", "\"minItems\": 3" },
        { "numericProperties", "\"format\": \"date-time\"", "\"format\": \"date-time\", \"multipleOf\": 2" },
        { "stringProperties", "\"maximum\": 9", "\"maximum\": 9, \"pattern\": \"a\"" },
        { "arrayProperties", "\"maximum\": 9", "\"maximum\": 9, \"maxItems\": 1" },
        { "objectProperties", "\"maximum\": 9", "\"maximum\": 9, \"required\": [\"text\"]" },
        { "requiredPropertiesExist", "[\"text\"]", "[\"text\", \"absent\"]" },
        { "stringMaxLengthRange", "\"maxLength\": 10", "\"maxLength\": 65536" },
        { "unknownFormats", "\"maxLength\": 10", "\"maxLength\": 10, \"format\": \"ipv6\"" },
        { "numericMinMax", ", \"maximum\": 9", "" },
        { "numericMinMax", "\"minimum\": 0, ", "" },
        { "stringLength", ", \"maxLength\": 10", "" },
        { "bqDisallowedCharacters", "\"count\"", "\"co-unt\"" },
        { "bqIllegalStart", "\"count\"", "\"2count\"" },
        { "optionalNull", "[\"integer\", \"null\"]", "\"integer\"" },
        { "optionalNullWithoutRequired", "\"type\": \"boolean\"", "\"type\": \"object\", \"properties\": { \"deep\": { \"description\": \"Deep.\", \"type\": \"boolean\" } }" },
        { "description", "\"description\": \"Item.\", ", "" },
        { "description", "\"A thing.\"", "\" \"" },
    };

    public static TheoryData<string> SchemaPaths => [.. RegistryFolder.Files()];

    [Theory]
    [MemberData(nameof(SchemaPaths))]
    public void Lint_PublishedSchema_HasNoFindings(string path) => Assert.Empty(IgluLint.Lint(path, File.ReadAllBytes(RegistryFolder.Locate(path))));

    [Fact]
    public void Files_OfTheRegistry_HoldWhatEveryRelaySends()
    {
        // Without this an empty folder would pass the lint.
        Assert.Contains("io.s3snowplow/object_event/jsonschema/1-0-0", RegistryFolder.Files());
        Assert.Contains("io.s3snowplow/pipeline/jsonschema/1-0-0", RegistryFolder.Files());
    }

    [Fact]
    public void Lint_GoodSchema_HasNoFindings() => Assert.Empty(IgluLint.Lint(GoodPath, Encoding.UTF8.GetBytes(Good)));

    [Theory]
    [MemberData(nameof(Faults))]
    public void Lint_SchemaWithOneFault_ReportsThatRuleAlone(string rule, string part, string replacement)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        string bad = Good.Replace(part, replacement, StringComparison.Ordinal);

        IReadOnlyList<LintFinding> findings = IgluLint.Lint(GoodPath, Encoding.UTF8.GetBytes(bad));

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal(rule, finding.Rule));
    }

    [Theory]
    [InlineData("com.acme/other/jsonschema/1-0-0")]
    [InlineData("com.acme/thing/jsonschema/1-0-1")]
    [InlineData("com.acme/thing/jsonschema/1-0-0.json")]
    public void Lint_SchemaInTheWrongPlace_ReportsPath(string path)
    {
        Assert.Equal("path", Assert.Single(IgluLint.Lint(path, Encoding.UTF8.GetBytes(Good))).Rule);
    }

    [Theory]
    [InlineData("com.acme", "com acme")]
    [InlineData("thing", "th.ing")]
    [InlineData("jsonschema", "avro")]
    [InlineData("\"1-0-0\"", "\"0-1-0\"")]
    [InlineData("\"1-0-0\"", "\"1-00-0\"")]
    [InlineData("\"1-0-0\"", "100")]
    public void Lint_SelfOfTheWrongForm_IsReported(string part, string replacement)
    {
        int self = Good.IndexOf("\"self\"", StringComparison.Ordinal);
        int at = Good.IndexOf(part, self, StringComparison.Ordinal);
        string bad = Good[..at] + replacement + Good[(at + part.Length)..];

        Assert.Contains(IgluLint.Lint(GoodPath, Encoding.UTF8.GetBytes(bad)), finding => finding.Rule == "selfDescribing");
    }

    [Fact]
    public void Faults_CoverEveryRule()
    {
        IEnumerable<string> covered = Faults.Select(fault => (string)fault[0]).Append("path");

        Assert.Equal(IgluLint.RuleNames.Order(StringComparer.Ordinal), covered.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ObjectEvent_Properties_AreTheContractInItsOrder()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(RegistryFolder.Locate("io.s3snowplow/object_event/jsonschema/1-0-0")));

        // Published versions never change: whoever edits this list is writing 1-0-1.
        Assert.Equal(
            [
                "event_name", "event_time", "source", "bucket", "key", "raw_key", "size",
                "etag", "version_id", "sequencer", "region", "requester", "source_ip_address",
            ],
            schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }
}
