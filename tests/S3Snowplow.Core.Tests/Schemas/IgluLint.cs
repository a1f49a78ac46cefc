using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>
/// Judges a self-describing schema as <c>igluctl lint</c> does with nothing skipped, so that a schema which passes here can be published by anyone.
/// Rules and thresholds: Snowplow's schema-ddl and the self-desc meta schema. <see cref="LintRecordingTests"/> compares its checks with what the real linter said. Rules of our own come
/// on top, where igluctl is looser than its own wording.
/// </summary>
internal static class IgluLint
{
    public const string MetaSchema = "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#";

    private static readonly Regex Vendor = new(@"\A[a-zA-Z0-9\-_.]+\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    private static readonly Regex Name = new(@"\A[a-zA-Z0-9\-_]+\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // Stricter than the meta schema: a URI with model 0 or leading zeros cannot be parsed by Snowplow's SchemaVer.
    private static readonly Regex Version = new(@"\A[1-9][0-9]*-(0|[1-9][0-9]*)-(0|[1-9][0-9]*)\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    private static readonly string[] SelfMembers = ["vendor", "name", "format", "version"];

    /// <summary>The checks of schema-ddl's linter, by its names: all that igluctl looks at when nothing is skipped.</summary>
    public static IReadOnlyList<string> Checks { get; } = ["schemaUri", "rootObject", .. IgluNodeRules.All.Select(rule => rule.Name)];

    /// <summary>Every rule that can report, so that a test can demand a failing example of each.</summary>
    public static IReadOnlyList<string> RuleNames { get; } = ["json", "selfDescribing", "path", "draft4", .. Checks, IgluNodeRules.OptionalNullWithoutRequired.Name];

    /// <summary>Lints one file.</summary>
    /// <param name="path">Path below the registry's <c>schemas</c> folder with forward slashes: <c>VENDOR/NAME/FORMAT/VERSION</c>.</param>
    /// <param name="schema">The file's bytes.</param>
    /// <returns>The objections, none for a good schema.</returns>
    public static IReadOnlyList<LintFinding> Lint(string path, ReadOnlyMemory<byte> schema)
    {
        JsonDocument document;
        try
        {
            // A duplicate name is legal JSON in which readers disagree about the winner, which no schema may leave open.
            document = JsonDocument.Parse(schema, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            return [new LintFinding("json", "", exception.Message)];
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return [new LintFinding("json", "", "a schema is a JSON object")];

            var findings = new List<LintFinding>();
            LintHeader(path, root, findings);
            Draft4.Check(root, findings);

            // The rules below read keywords as what draft 4 says they are; on anything else they would only guess.
            if (!findings.Exists(finding => finding.Rule == "draft4"))
            {
                if (!root.TryGetProperty("properties", out _) || !root.TryGetProperty("type", out JsonElement type) || !type.ValueEquals("object"))
                    findings.Add(new LintFinding("rootObject", "", "the root needs type object and properties"));

                foreach ((string pointer, JsonElement node) in SchemaNodes.Of(root))
                {
                    foreach ((string rule, Func<JsonElement, string?> objection) in IgluNodeRules.All.Append(IgluNodeRules.OptionalNullWithoutRequired))
                    {
                        if (objection(node) is { } message) findings.Add(new LintFinding(rule, pointer, message));
                    }
                }
            }

            return findings;
        }
    }

    private static void LintHeader(string path, JsonElement root, List<LintFinding> findings)
    {
        if (!root.TryGetProperty("$schema", out JsonElement uri) || uri.ValueKind != JsonValueKind.String || !uri.ValueEquals(MetaSchema))
            findings.Add(new LintFinding("schemaUri", "", $"$schema must be {MetaSchema}"));

        if (!root.TryGetProperty("self", out JsonElement self) || self.ValueKind != JsonValueKind.Object)
        {
            findings.Add(new LintFinding("selfDescribing", "/self", "self is missing or no object"));
            return;
        }

        foreach (JsonProperty member in self.EnumerateObject().Where(member => !SelfMembers.Contains(member.Name)))
            findings.Add(new LintFinding("selfDescribing", "/self", $"{member.Name} does not belong into self"));

        string[] values = [.. SelfMembers.Select(name =>
            self.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "")];
        bool[] good = [Vendor.IsMatch(values[0]), Name.IsMatch(values[1]), values[2] == "jsonschema", Version.IsMatch(values[3])];
        for (int i = 0; i < good.Length; i++)
        {
            if (!good[i]) findings.Add(new LintFinding("selfDescribing", $"/self/{SelfMembers[i]}", $"'{values[i]}' is missing or not of the permitted form"));
        }

        string expected = string.Join('/', values);
        if (path != expected) findings.Add(new LintFinding("path", "", $"lies at {path} but describes itself as {expected}"));
    }
}
