using System.Text.Json;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>Walks the schemas inside a schema: every place where draft 4 lets another schema stand.</summary>
internal static class SchemaNodes
{
    private static readonly string[] Single = ["additionalProperties", "additionalItems", "items", "not"];
    private static readonly string[] Lists = ["items", "oneOf", "anyOf", "allOf"];
    private static readonly string[] Maps = ["properties", "patternProperties", "definitions", "dependencies"];

    /// <summary>The root first, then every schema below it, each with its JSON pointer.</summary>
    public static IEnumerable<(string Pointer, JsonElement Node)> Of(JsonElement root) => Below("", root);

    private static IEnumerable<(string Pointer, JsonElement Node)> Below(string pointer, JsonElement node)
    {
        yield return (pointer, node);
        foreach ((string childPointer, JsonElement child) in Children(pointer, node))
        {
            foreach ((string, JsonElement) descendant in Below(childPointer, child)) yield return descendant;
        }
    }

    private static IEnumerable<(string Pointer, JsonElement Node)> Children(string pointer, JsonElement node)
    {
        foreach (string keyword in Single)
        {
            if (node.TryGetProperty(keyword, out JsonElement schema) && schema.ValueKind == JsonValueKind.Object) yield return ($"{pointer}/{keyword}", schema);
        }

        foreach (string keyword in Lists)
        {
            if (!node.TryGetProperty(keyword, out JsonElement list) || list.ValueKind != JsonValueKind.Array) continue;
            foreach ((int index, JsonElement schema) in list.EnumerateArray().Index())
            {
                if (schema.ValueKind == JsonValueKind.Object) yield return ($"{pointer}/{keyword}/{index}", schema);
            }
        }

        foreach (string keyword in Maps)
        {
            if (!node.TryGetProperty(keyword, out JsonElement map) || map.ValueKind != JsonValueKind.Object) continue;
            foreach (JsonProperty member in map.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
                yield return ($"{pointer}/{keyword}/{member.Name}", member.Value);
        }
    }
}
