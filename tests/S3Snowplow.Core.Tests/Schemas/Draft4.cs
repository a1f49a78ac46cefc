using System.Text.Json;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>
/// Is it JSON Schema draft 4? Enrich validates with that draft and silently ignores the keywords of later ones (<c>const</c>, <c>if</c>, a numeric
/// <c>exclusiveMinimum</c>), so such a keyword is a rule that nobody enforces.
/// </summary>
internal static class Draft4
{
    private static readonly string[] Types = ["array", "boolean", "integer", "null", "number", "object", "string"];

    private static readonly string[] RootOnly = ["self", "$schema", "$supersedes", "$supersededBy"];

    private static readonly Dictionary<string, Func<JsonElement, bool>> Keywords = new(StringComparer.Ordinal)
    {
        ["id"] = IsString,
        ["$ref"] = IsString,
        ["title"] = IsString,
        ["description"] = IsString,
        ["pattern"] = IsString,
        ["format"] = IsString,
        ["default"] = _ => true,
        ["multipleOf"] = value => value.ValueKind == JsonValueKind.Number && value.GetDecimal() > 0,
        ["minimum"] = IsNumber,
        ["maximum"] = IsNumber,
        ["exclusiveMinimum"] = IsBoolean,
        ["exclusiveMaximum"] = IsBoolean,
        ["minLength"] = IsCount,
        ["maxLength"] = IsCount,
        ["minItems"] = IsCount,
        ["maxItems"] = IsCount,
        ["minProperties"] = IsCount,
        ["maxProperties"] = IsCount,
        ["uniqueItems"] = IsBoolean,
        ["type"] = value => IsType(value) || (IsUniqueList(value) && value.EnumerateArray().All(IsType)),
        ["enum"] = IsUniqueList,
        ["required"] = value => IsUniqueList(value) && value.EnumerateArray().All(IsString),
        ["not"] = IsSchema,
        ["additionalProperties"] = IsSchemaOrBoolean,
        ["additionalItems"] = IsSchemaOrBoolean,
        ["items"] = value => IsSchema(value) || IsSchemaList(value),
        ["oneOf"] = IsSchemaList,
        ["anyOf"] = IsSchemaList,
        ["allOf"] = IsSchemaList,
        ["properties"] = IsSchemaMap,
        ["patternProperties"] = IsSchemaMap,
        ["definitions"] = IsSchemaMap,
        ["dependencies"] = value => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member =>
            IsSchema(member.Value) || (IsUniqueList(member.Value) && member.Value.EnumerateArray().All(IsString))),
    };

    /// <summary>Adds an objection for every keyword that draft 4 does not know, or knows with another kind of value.</summary>
    public static void Check(JsonElement root, List<LintFinding> findings)
    {
        foreach ((string pointer, JsonElement node) in SchemaNodes.Of(root))
        {
            foreach (JsonProperty member in node.EnumerateObject())
            {
                if (pointer.Length == 0 && RootOnly.Contains(member.Name)) continue;
                if (!Keywords.TryGetValue(member.Name, out Func<JsonElement, bool>? accepts))
                    findings.Add(new LintFinding("draft4", pointer, $"{member.Name} is no keyword of draft 4"));
                else if (!accepts(member.Value))
                    findings.Add(new LintFinding("draft4", pointer, $"{member.Name} has a value that draft 4 does not allow"));
            }

            foreach (string bound in (string[])["Minimum", "Maximum"])
            {
                if (node.TryGetProperty($"exclusive{bound}", out _) && !node.TryGetProperty(bound.ToLowerInvariant(), out _))
                    findings.Add(new LintFinding("draft4", pointer, $"exclusive{bound} without a bound to exclude"));
            }
        }
    }

    private static bool IsString(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static bool IsBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static bool IsCount(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) && count >= 0;

    private static bool IsType(JsonElement value) => IsString(value) && Types.Contains(value.GetString());

    private static bool IsSchema(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static bool IsSchemaOrBoolean(JsonElement value) => IsSchema(value) || IsBoolean(value);

    private static bool IsSchemaList(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsSchema);

    private static bool IsSchemaMap(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => IsSchema(member.Value));

    private static bool IsUniqueList(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value.EnumerateArray().Select(item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() == value.GetArrayLength();
}
