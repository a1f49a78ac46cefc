using System.Text.Json;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>
/// The rules that igluctl applies to every node of a schema, by igluctl's names, and one of our own. Each takes a node and answers with its objection, or null.
/// </summary>
internal static class IgluNodeRules
{
    // VARCHAR's limit in Redshift, the narrowest of the warehouses.
    private const int LongestColumn = 65_535;

    // ipv6 is missing on purpose: igluctl compares with a misspelt name and so reports it.
    private static readonly string[] KnownFormats = ["date", "date-time", "email", "hostname", "ipv4", "uri", "uuid"];

    private static readonly string[] NumericKeywords = ["multipleOf", "minimum", "maximum"];
    private static readonly string[] StringKeywords = ["minLength", "maxLength", "pattern", "format"];
    private static readonly string[] ArrayKeywords = ["items", "additionalItems", "minItems", "maxItems"];
    private static readonly string[] ObjectKeywords = ["properties", "additionalProperties", "required", "patternProperties"];

    /// <summary>All of them, in igluctl's order of severity.</summary>
    public static IReadOnlyList<(string Name, Func<JsonElement, string?> Objection)> All { get; } =
    [
        ("numericMinimumMaximum", node => Inverted(node, "minimum", "maximum")),
        ("stringMinMaxLength", node => Inverted(node, "minLength", "maxLength")),
        ("arrayMinMaxItems", node => Inverted(node, "minItems", "maxItems")),
        ("numericProperties", node => Misplaced(node, NumericKeywords, "number", "integer")),
        ("stringProperties", node => Misplaced(node, StringKeywords, "string")),
        ("arrayProperties", node => Misplaced(node, ArrayKeywords, "array")),
        ("objectProperties", node => Misplaced(node, ObjectKeywords, "object")),
        ("requiredPropertiesExist", RequiredPropertiesExist),
        ("stringMaxLengthRange", node => Allows(node, "string") && Number(node, "maxLength") > LongestColumn ? $"maxLength above {LongestColumn}" : null),
        ("unknownFormats", node => Text(node, "format") is { } format && !KnownFormats.Contains(format) ? $"format {format} is not known" : null),
        ("numericMinMax", node => (Allows(node, "integer") || Allows(node, "number")) && !(Has(node, "minimum") && Has(node, "maximum"))
            ? "a number needs minimum and maximum" : null),
        ("stringLength", node => Allows(node, "string") && !Has(node, "enum") && !Has(node, "maxLength") && !KnownFormats.Contains(Text(node, "format"))
            ? "a string needs maxLength, enum or a known format" : null),
        ("bqDisallowedCharacters", node => PropertyNames(node, name => !name.All(IsColumnCharacter), "hold what a BigQuery column name cannot")),
        ("bqIllegalStart", node => PropertyNames(node, name => name.Length > 0 && (!IsColumnCharacter(name[0]) || char.IsAsciiDigit(name[0])),
            "start with what a BigQuery column name cannot")),
        ("optionalNull", node => Has(node, "required") ? OptionalNull(node) : null),
        ("description", node => string.IsNullOrWhiteSpace(Text(node, "description")) ? "no description" : null),
    ];

    private static string? Inverted(JsonElement node, string low, string high) =>
        Number(node, low) > Number(node, high) ? $"{low} is greater than {high}" : null;

    // A node without a type takes any, so every keyword has its use there.
    private static string? Misplaced(JsonElement node, string[] keywords, params string[] types)
    {
        if (!Has(node, "type") || types.Any(type => Allows(node, type))) return null;
        string[] present = [.. keywords.Where(keyword => Has(node, keyword))];
        return present.Length > 0 ? $"{string.Join(", ", present)} without type {string.Join(" or ", types)}" : null;
    }

    private static string? RequiredPropertiesExist(JsonElement node)
    {
        bool closed = node.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.False;
        if (!closed || Has(node, "patternProperties")) return null;
        string[] unknown = [.. Required(node).Except(Properties(node).Select(property => property.Name), StringComparer.Ordinal)];
        return unknown.Length > 0 ? $"required but not declared: {string.Join(", ", unknown)}" : null;
    }

    /// <summary>Ours, where igluctl is looser than its own wording: it looks at nodes that have <c>required</c> only, and without it every property is optional all the same.</summary>
    public static (string Name, Func<JsonElement, string?> Objection) OptionalNullWithoutRequired { get; } =
        ("optionalNullWithoutRequired", node => Has(node, "required") ? null : OptionalNull(node));

    private static string? OptionalNull(JsonElement node)
    {
        string[] required = [.. Required(node)];
        string[] strict = [.. Properties(node)
            .Where(property => !required.Contains(property.Name) && !Allows(property.Value, "null"))
            .Select(property => property.Name)];
        return strict.Length > 0 ? $"optional but never null: {string.Join(", ", strict)}" : null;
    }

    private static string? PropertyNames(JsonElement node, Func<string, bool> isWrong, string why)
    {
        string[] wrong = [.. Properties(node).Select(property => property.Name).Where(isWrong)];
        return wrong.Length > 0 ? $"{string.Join(", ", wrong)} {why}" : null;
    }

    private static bool IsColumnCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool Has(JsonElement node, string keyword) => node.TryGetProperty(keyword, out _);

    private static string? Text(JsonElement node, string keyword) => node.TryGetProperty(keyword, out JsonElement value) ? value.GetString() : null;

    private static decimal? Number(JsonElement node, string keyword) => node.TryGetProperty(keyword, out JsonElement value) ? value.GetDecimal() : null;

    private static bool Allows(JsonElement node, string type) =>
        node.TryGetProperty("type", out JsonElement types)
        && (types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Any(each => each.ValueEquals(type)) : types.ValueEquals(type));

    private static IEnumerable<string> Required(JsonElement node) =>
        node.TryGetProperty("required", out JsonElement names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];

    private static IEnumerable<JsonProperty> Properties(JsonElement node) =>
        node.TryGetProperty("properties", out JsonElement map) ? map.EnumerateObject() : Enumerable.Empty<JsonProperty>();
}
