using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Whether a shard can do what a search asks of its fields, in the words of each server.</summary>
/// <remarks>Recordings 17, 19b, 20, 55, 59b, 64f, 64g, 88. Of version 6: Elasticsearch's <c>TextFieldMapper</c> and <c>ValuesSourceConfig</c>.</remarks>
internal static class ShardCheck
{
    /// <summary>Throws where hits cannot be sorted, or go too far.</summary>
    public static void CheckHits(JsonElement body, StoredIndex index)
    {
        int size = body.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : 10;
        int from = body.TryGetProperty("from", out JsonElement first) ? first.GetInt32() : 0;
        int window = index.Settings.MaxResultWindow;
        if ((long)from + size > window)
        {
            throw ElasticsearchError.Illegal(
                $"Result window is too large, from + size must be less than or equal to: [{window}] but was [{(long)from + size}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.");
        }

        CheckSort(body, index);
        if (body.TryGetProperty("collapse", out JsonElement collapse))
        {
            ElasticsearchError.Allow(collapse, "collapse", "field");
            string field = collapse.GetProperty("field").GetString()!;
            if (index.Mapping.Find(field) is not null and not { Type: "keyword" } and not { IsNumber: true })
            {
                throw ElasticsearchError.Illegal($"collapse is not supported for the field [{field}] of the type [{index.Mapping.Find(field)!.Type}]");
            }
        }
    }

    /// <summary>Throws for the first aggregation that cannot be made.</summary>
    /// <param name="aggregations">The aggregations of one level.</param>
    /// <param name="parent">The kind of the one in which they are.</param>
    /// <param name="index">The index.</param>
    /// <param name="maxBuckets">How many buckets an answer may have.</param>
    public static void Check(JsonElement aggregations, string? parent, StoredIndex index, int maxBuckets)
    {
        foreach (JsonElement aggregation in aggregations.EnumerateObject().Select(one => one.Value))
        {
            JsonProperty kind = aggregation.EnumerateObject().First(member => member.Name is not ("aggs" or "aggregations" or "meta"));
            switch (kind.Name)
            {
                case "composite":
                    CheckComposite(kind.Value, parent, index, maxBuckets);
                    break;
                case "top_hits":
                    CheckSort(kind.Value, index);
                    break;
                case "terms" or "sum" or "min" or "max" or "date_range" or "date_histogram" or "cardinality" or "value_count":
                    CheckField(kind.Name, kind.Value, index);
                    break;
            }

            if (aggregation.TryGetProperty("aggs", out JsonElement inner) || aggregation.TryGetProperty("aggregations", out inner))
            {
                Check(inner, kind.Name, index, maxBuckets);
            }
        }
    }

    private static void CheckComposite(JsonElement content, string? parent, StoredIndex index, int maxBuckets)
    {
        // Under one bucket it can be, under several it cannot (59, 59b).
        if (parent is not (null or "filter" or "nested"))
        {
            string factory = string.Concat(parent.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
            throw ElasticsearchError.Illegal($"[composite] aggregation cannot be used with a parent aggregation of type: [{factory}AggregatorFactory]");
        }

        int size = content.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : 10;
        if (size > maxBuckets)
        {
            throw SearchContext.TooManyBuckets($"was [{size}]", maxBuckets, index.Mapping.Server);
        }

        foreach (JsonProperty source in content.GetProperty("sources").EnumerateArray().SelectMany(one => one.EnumerateObject()))
        {
            JsonProperty kind = source.Value.EnumerateObject().First();
            CheckField(kind.Name == "date_histogram" ? kind.Name : "composite", kind.Value, index);
        }
    }

    private static void CheckField(string aggregation, JsonElement content, StoredIndex index)
    {
        string field = content.GetProperty("field").GetString()!;
        if (index.Mapping.Find(field) is not { } mapping)
        {
            return;
        }

        CheckText(field, index);
        bool fits = aggregation switch
        {
            "sum" or "min" or "max" => mapping.IsNumber || mapping.IsTime || mapping.Type == "boolean",
            "date_range" or "date_histogram" => mapping.IsNumber || mapping.IsTime,
            _ => true,
        };
        if (!fits)
        {
            throw ElasticsearchError.Illegal(index.Mapping.Server.IsSix
                ? $"Expected numeric type on field [{field}], but got [{mapping.Type}]"
                : $"Field [{field}] of type [{mapping.Type}] is not supported for aggregation [{aggregation}]");
        }
    }

    private static void CheckText(string field, StoredIndex index)
    {
        if (index.Mapping.Find(field) is not { Type: "text" })
        {
            return;
        }

        SearchServer server = index.Mapping.Server;
        throw ElasticsearchError.Illegal(server switch
        {
            { IsSix: true } => $"Fielddata is disabled on text fields by default. Set fielddata=true on [{field}] in order to load fielddata in memory by uninverting the inverted index. Note that this can however use significant memory. Alternatively use a keyword field instead.",
            { NamesPlaces: true } => $"Fielddata is disabled on [{field}] in [{index.Name}]. {Advice(field)}",
            _ => Advice(field),
        });

        static string Advice(string field) =>
            $"Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [{field}] in order to load field data by uninverting the inverted index. Note that this can use significant memory.";
    }

    private static void CheckSort(JsonElement content, StoredIndex index)
    {
        foreach ((string field, bool hasUnmappedType) in HitSort.Read(content)?.Fields ?? [])
        {
            if (field == "_id" && !index.Mapping.Server.SortsById)
            {
                throw ElasticsearchError.Illegal("Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: indices.id_field_data.enabled");
            }

            if (field is ['_', ..])
            {
                continue;
            }

            if (index.Mapping.Find(field) is null && !hasUnmappedType)
            {
                throw new ElasticsearchError(400, "query_shard_exception", $"No mapping found for [{field}] in order to sort on") { Details = [("index_uuid", index.Name), ("index", index.Name)] };
            }

            CheckText(field, index);
        }
    }
}
