using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Whether an index's fields can be aggregated as a search wants it, in the words of each version.</summary>
/// <remarks>Source of the words: Elasticsearch's <c>TextFieldMapper</c> and <c>ValuesSourceConfig</c>, and answers of clusters in public issue reports.</remarks>
internal static class FieldTypeCheck
{
    /// <summary>Throws for the first field that cannot.</summary>
    public static void Check(JsonElement aggregations, StoredIndex index, int majorVersion)
    {
        foreach (JsonElement aggregation in aggregations.EnumerateObject().Select(one => one.Value))
        {
            foreach (JsonProperty member in aggregation.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "aggs" or "aggregations":
                        Check(member.Value, index, majorVersion);
                        break;
                    case "composite":
                        foreach (JsonProperty source in member.Value.GetProperty("sources").EnumerateArray().SelectMany(one => one.EnumerateObject()))
                        {
                            JsonProperty kind = source.Value.EnumerateObject().First();
                            CheckField(kind.Name == "date_histogram" ? kind.Name : "composite", kind.Value, index, majorVersion);
                        }

                        break;
                    case "top_hits":
                        CheckSort(member.Value, index, majorVersion);
                        break;
                    case "terms" or "sum" or "min" or "max" or "date_range" or "date_histogram":
                        CheckField(member.Name, member.Value, index, majorVersion);
                        break;
                }
            }
        }
    }

    private static void CheckField(string aggregation, JsonElement content, StoredIndex index, int majorVersion)
    {
        string field = content.GetProperty("field").GetString()!;
        if (index.Mapping.Find(field) is not { } mapping)
        {
            return;
        }

        CheckText(field, index, majorVersion);
        bool fits = aggregation switch
        {
            "sum" or "min" or "max" => mapping.IsNumber || mapping.IsTime || mapping.Type == "boolean",
            "date_range" or "date_histogram" => mapping.IsNumber || mapping.IsTime,
            _ => true,
        };
        if (!fits)
        {
            throw ElasticsearchError.Illegal(majorVersion == 6
                ? $"Expected numeric type on field [{field}], but got [{mapping.Type}]"
                : $"Field [{field}] of type [{mapping.Type}] is not supported for aggregation [{aggregation}]");
        }
    }

    private static void CheckText(string field, StoredIndex index, int majorVersion)
    {
        if (index.Mapping.Find(field) is { Type: "text" })
        {
            throw ElasticsearchError.Illegal(majorVersion switch
            {
                6 => $"Fielddata is disabled on text fields by default. Set fielddata=true on [{field}] in order to load fielddata in memory by uninverting the inverted index. Note that this can however use significant memory. Alternatively use a keyword field instead.",
                7 => $"Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [{field}] in order to load field data by uninverting the inverted index. Note that this can use significant memory.",
                _ => $"Fielddata is disabled on [{field}] in [{index.Name}]. Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [{field}] in order to load field data by uninverting the inverted index. Note that this can use significant memory.",
            });
        }
    }

    /// <summary>Throws for the first field by which hits cannot be sorted.</summary>
    public static void CheckSort(JsonElement content, StoredIndex index, int majorVersion)
    {
        foreach ((string field, bool hasUnmappedType) in HitSort.Read(content)?.Fields ?? [])
        {
            if (field is "_index" or "_doc" or "_score")
            {
                continue;
            }

            if (index.Mapping.Find(field) is null && !hasUnmappedType)
            {
                throw new ElasticsearchError(400, "query_shard_exception", $"No mapping found for [{field}] in order to sort on");
            }

            CheckText(field, index, majorVersion);
        }
    }
}
