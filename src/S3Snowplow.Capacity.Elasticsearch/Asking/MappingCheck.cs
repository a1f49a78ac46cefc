using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>What the mapping was found to be.</summary>
/// <param name="IsComplete">Whether all fields are there; those that are not are to be looked at again.</param>
/// <param name="Suffix">The end of keyword fields' names; <see langword="null"/>: the indices do not have these fields yet.</param>
internal readonly record struct FoundMapping(bool IsComplete, string? Suffix);

/// <summary>
/// Looks at how the fields are mapped before they are searched. A search would not say everything: a word that is compared with an analysed text, or with a
/// sub-field that does not exist, finds nothing, a sum over an array that is mapped nested has no buckets, and bytes that are not found look like bytes that never came.
/// </summary>
/// <remarks>
/// Source: Elasticsearch Guide, "Field capabilities API": the same from 6 to 9 and in OpenSearch; the privilege <c>read</c> is enough. OpenSearch 2.19 and 3.8 and Elasticsearch 7.17, 8.17 and 9.1 list the parents of the
/// fields that are asked for too, as <c>object</c> or <c>nested</c>.
/// </remarks>
internal static class MappingCheck
{
    /// <summary>The sub-field of the mapping that Elasticsearch makes up itself.</summary>
    private const string KeywordField = ".keyword";

    private static readonly string[] Words = ["keyword", "constant_keyword", "wildcard"];

    private static readonly string[] Numbers = ["long", "integer", "short", "unsigned_long", "double", "float"];

    private static readonly string[] Times = ["date", "date_nanos"];

    /// <summary>The names to ask for.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="options">The suffix, if it is set.</param>
    public static string Fields(ElasticsearchFields fields, ElasticsearchOptions options) => string.Join(
        ',', Rules(fields).SelectMany(rule => rule.Allowed == Words ? [rule.Base, rule.Base + (options.KeywordSuffix is { Length: > 0 } suffix ? suffix : KeywordField)] : new[] { rule.Base }).Distinct(StringComparer.Ordinal).Select(Uri.EscapeDataString));

    /// <summary>Throws for a field that is there and cannot be used: in the documents form only the time of receipt has to be a time; the entity form compares, groups and adds up.</summary>
    /// <param name="answer">The answer of <c>_field_caps</c>.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="options">The form, and the suffix if it is set.</param>
    /// <exception cref="ElasticsearchException">The first such field, the index where it is so, and what to do.</exception>
    /// <exception cref="JsonException">It is not of the form of an answer.</exception>
    public static FoundMapping Check(JsonElement answer, ElasticsearchFields fields, ElasticsearchOptions options)
    {
        JsonElement known = ElasticsearchAnswer.Member(answer, "fields");
        string? suffix = options.KeywordSuffix ?? Suffix(known, fields);
        bool isComplete = suffix is not null;
        foreach ((string name, string[] allowed) in Rules(fields).Where(rule => options.Form == ElasticsearchForm.Entity || rule.Base == fields.Receipt))
        {
            CheckParents(known, name, fields);
            string field = allowed == Words ? name + suffix : name;
            if (known.TryGetProperty(field, out JsonElement types))
            {
                CheckTypes(types, name, field, allowed, fields);
            }
            else if (known.TryGetProperty(name, out _))
            {
                string setting = options.KeywordSuffix is null ? "" : fields.Names.Advice(nameof(options.KeywordSuffix), called => $"{called} is '{suffix}'.");
                throw ElasticsearchFailure.WrongMapping(fields, field, $"there is a field {name}, but it has no sub-field {suffix}.{setting}");
            }
            else
            {
                // Nothing of the sort was indexed yet.
                isComplete = false;
            }
        }

        return new FoundMapping(isComplete, suffix);
    }

    // A field is a keyword itself, or it is a text with a keyword below it. The field of the pipeline's name is looked at first. Where the indices do not have it, the field of the event's name is.
    private static string? Suffix(JsonElement known, ElasticsearchFields fields)
    {
        foreach (string name in (string[])[fields.Pipeline, fields.EventName])
        {
            if (known.TryGetProperty(name, out JsonElement types))
            {
                return types.EnumerateObject().Any(type => Words.Contains(type.Name)) || !known.TryGetProperty(name + KeywordField, out _) ? "" : KeywordField;
            }
        }

        return null;
    }

    private static void CheckTypes(JsonElement types, string name, string field, string[] allowed, ElasticsearchFields fields)
    {
        foreach (JsonProperty type in types.EnumerateObject())
        {
            // So it is called for indices that do not have the field.
            if (type.Name == "unmapped" || allowed.Contains(type.Name))
            {
                continue;
            }

            string[] others = [.. types.EnumerateObject().Where(other => other.Name != "unmapped" && other.Name != type.Name).Select(other => $"'{other.Name}'{Indices(other.Value)}")];
            string also = others.Length == 0 ? "" : $" (but {string.Join(", ", others)})";
            string isText = type.Name == "text" && field == name && allowed == Words ? " It has no sub-field .keyword in all of the indices." : "";
            throw ElasticsearchFailure.WrongMapping(fields, field, $"it is '{type.Name}'{Indices(type.Value)}{also}, and has to be '{allowed[0]}'.{(others.Length == 0 ? "" : isText)}");
        }
    }

    // Documents of a nested array are documents of their own, which a search over the event does not see: no bucket, and no failure.
    private static void CheckParents(JsonElement known, string name, ElasticsearchFields fields)
    {
        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (known.TryGetProperty(name[..dot], out JsonElement types) && types.TryGetProperty("nested", out JsonElement nested))
            {
                throw ElasticsearchFailure.WrongMapping(fields, name[..dot], $"it is 'nested'{Indices(nested)}, so that sums over {name} find nothing, and has to be 'object'.");
            }
        }
    }

    private static (string Base, string[] Allowed)[] Rules(ElasticsearchFields fields) =>
    [
        (fields.Time, Times),
        (fields.Receipt, Times),
        (fields.Pipeline, Words),
        (fields.EventName, Words),
        (fields.Size, Numbers),
        (fields.EffectiveFrom, [.. Times, "keyword"]),
        (fields.BytesPerHour, Numbers),
    ];

    // Given where the indices differ only.
    private static string Indices(JsonElement type)
    {
        if (type.ValueKind != JsonValueKind.Object || !type.TryGetProperty("indices", out JsonElement indices) || indices.ValueKind != JsonValueKind.Array || indices.GetArrayLength() == 0)
        {
            return "";
        }

        int more = indices.GetArrayLength() - 1;
        return $" in {indices[0].GetString()}{(more > 0 ? $" and {more} more" : "")}";
    }
}
