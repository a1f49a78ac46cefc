using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Data together with the address of its schema.</summary>
/// <param name="Key">The address.</param>
/// <param name="Data">The data, not yet validated.</param>
internal sealed record SelfDescribingJson(SchemaKey Key, JsonElement Data)
{
    /// <summary>Reads <c>{"schema":…,"data":…}</c>.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands, for the report.</param>
    /// <param name="isClosed">Whether other members are an error: so inside the two envelopes, not for the envelopes themselves.</param>
    /// <param name="json">What was read.</param>
    /// <returns>What is wrong; <see langword="null"/> when it was read.</returns>
    public static DataReport? TryRead(JsonElement element, string path, bool isClosed, out SelfDescribingJson? json)
    {
        json = null;
        if (element.ValueKind != JsonValueKind.Object)
            return new DataReport(path, "type", "object expected");
        if (!element.TryGetProperty("schema"u8, out var schema))
            return new DataReport($"{path}.schema", "required", "property required");
        if (!element.TryGetProperty("data"u8, out var data))
            return new DataReport($"{path}.data", "required", "property required");
        if (schema.ValueKind != JsonValueKind.String || !SchemaKey.TryParse(schema.GetString(), out var key))
            return new DataReport($"{path}.schema", "pattern", "not of the form iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION");
        if (isClosed)
            foreach (var member in element.EnumerateObject())
                if (member.Name is not ("schema" or "data"))
                    return new DataReport($"{path}.{member.Name}", "additionalProperties", "no additional properties allowed");
        json = new SelfDescribingJson(key, data);
        return null;
    }
}
