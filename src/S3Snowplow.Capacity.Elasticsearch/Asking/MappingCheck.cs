using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>
/// Looks at how the fields are mapped before they are searched. A search would not say everything: a word that is compared with an analysed text, or with a
/// sub-field that does not exist, finds nothing, and bytes that are not found look like bytes that never came.
/// </summary>
/// <remarks>Source: Elasticsearch Guide, "Field capabilities API": the same from 6 to 9 and in OpenSearch; the privilege <c>read</c> is enough.</remarks>
internal static class MappingCheck
{
    private static readonly string[] Words = ["keyword", "constant_keyword", "wildcard"];

    private static readonly string[] Numbers = ["long", "integer", "short", "unsigned_long", "double", "float"];

    private static readonly string[] Times = ["date", "date_nanos"];

    /// <summary>The names to ask for.</summary>
    public static string Fields(ElasticsearchFields fields) =>
        string.Join(',', Rules(fields).SelectMany(rule => new[] { rule.Base, rule.Field }).Distinct(StringComparer.Ordinal).Select(Uri.EscapeDataString));

    /// <summary>Throws for a field that is there and cannot be used.</summary>
    /// <returns>Whether all fields are there; those that are not are to be looked at again.</returns>
    /// <exception cref="ElasticsearchException">The first such field, and what to do.</exception>
    /// <exception cref="JsonException">It is not of the form of an answer.</exception>
    public static bool Check(JsonElement answer, ElasticsearchFields fields)
    {
        JsonElement known = ElasticsearchAnswer.Member(answer, "fields");
        bool complete = true;
        foreach ((string name, string field, string[] allowed) in Rules(fields))
        {
            if (!known.TryGetProperty(field, out JsonElement types))
            {
                if (known.TryGetProperty(name, out _))
                {
                    throw ElasticsearchFailure.WrongMapping(fields, field, $"there is a field {name}, but it has no sub-field {fields.Suffix}; {fields.Called(nameof(ElasticsearchOptions.KeywordSuffix))} is '{fields.Suffix}'.");
                }

                // Nothing of the sort was indexed yet.
                complete = false;
                continue;
            }

            foreach (JsonProperty type in types.EnumerateObject())
            {
                // So it is called for indices that do not have the field.
                if (type.Name != "unmapped" && !allowed.Contains(type.Name))
                {
                    throw ElasticsearchFailure.WrongMapping(fields, field, $"it is '{type.Name}'{Indices(type.Value)}, and has to be '{allowed[0]}'.");
                }
            }
        }

        return complete;
    }

    private static (string Base, string Field, string[] Allowed)[] Rules(ElasticsearchFields fields) =>
    [
        (fields.Time, fields.Time, Times),
        (fields.Receipt, fields.Receipt, Times),
        (fields.Pipeline, fields.PipelineKeyword, Words),
        (fields.EventName, fields.EventNameKeyword, Words),
        (fields.Size, fields.Size, Numbers),
        (fields.EffectiveFrom, fields.EffectiveFrom, [.. Times, "keyword"]),
        (fields.BytesPerHour, fields.BytesPerHour, Numbers),
    ];

    private static string Indices(JsonElement type) =>
        type.TryGetProperty("indices", out JsonElement indices) && indices.ValueKind == JsonValueKind.Array && indices.GetArrayLength() > 0 ? $" in {indices[0].GetString()}" : "";
}
