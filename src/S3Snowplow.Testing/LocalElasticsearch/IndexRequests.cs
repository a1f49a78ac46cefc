using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Makes, closes and lists indices, and changes their settings.</summary>
internal static class IndexRequests
{
    public static JsonObject Create(IndexCatalog catalog, string name, JsonElement? body)
    {
        JsonElement? aliases = null;
        if (body is { } content)
        {
            ElasticsearchError.Allow(content, "create_index", "settings", "mappings", "aliases");
            aliases = content.TryGetProperty("aliases", out JsonElement given) ? given : null;
        }

        _ = catalog.Create(name, (mapping, settings) =>
        {
            if (body is { } own && own.TryGetProperty("settings", out JsonElement set))
            {
                settings.Apply(set);
            }

            if (body is { } mapped && mapped.TryGetProperty("mappings", out JsonElement root))
            {
                mapping.Add(root);
            }
        });
        foreach (JsonProperty alias in aliases?.EnumerateObject().ToArray() ?? [])
        {
            catalog.AddAlias(alias.Name, name);
        }

        return new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = name };
    }

    /// <summary>Closes or opens indices (15).</summary>
    public static JsonObject Close(IndexCatalog catalog, string pattern, bool isClosed)
    {
        IReadOnlyList<StoredIndex> indices = catalog.Resolve(pattern, withClosed: !isClosed);
        var named = new JsonObject();
        foreach (StoredIndex index in indices)
        {
            index.IsClosed = isClosed;
            named[index.Name] = new JsonObject { ["closed"] = true };
        }

        var answer = new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true };
        if (isClosed)
        {
            answer["indices"] = named;
        }

        return answer;
    }

    public static JsonObject Rollover(IndexCatalog catalog, string name)
    {
        (string before, string after) = catalog.RollOver(name);
        var answer = new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["old_index"] = before, ["new_index"] = after, ["rolled_over"] = true, ["dry_run"] = false };
        if (catalog.Server.NamesPlaces)
        {
            answer["lazy"] = false;
        }

        answer["conditions"] = new JsonObject();
        return answer;
    }

    /// <summary>Which there are, closed ones among them where <c>expand_wildcards=all</c> asks for them (98b).</summary>
    public static JsonObject ResolveNames(IndexCatalog catalog, string pattern, bool isAll)
    {
        string[] patterns = pattern.Split(',');
        var indices = new JsonArray();
        foreach (StoredIndex index in catalog.All.Where(one => Fits(one.Name) && (isAll || (!one.IsClosed && one.DataStream is null))))
        {
            var entry = new JsonObject { ["name"] = index.Name };
            if (Array.FindAll([.. catalog.Aliases.Keys], alias => catalog.Aliases[alias].Contains(index.Name)) is { Length: > 0 } aliases)
            {
                entry["aliases"] = new JsonArray([.. aliases.Select(alias => JsonValue.Create(alias))]);
            }

            entry["attributes"] = new JsonArray([.. index.DataStream is null ? [] : new JsonNode[] { "hidden" }, index.IsClosed ? "closed" : "open"]);
            if (index.DataStream is { } stream)
            {
                entry["data_stream"] = stream;
            }

            indices.Add(entry);
        }

        return new JsonObject
        {
            ["indices"] = indices,
            ["aliases"] = new JsonArray([.. catalog.Aliases.Where(one => Fits(one.Key)).Select(one => new JsonObject { ["name"] = one.Key, ["indices"] = Names(one.Value) })]),
            ["data_streams"] = new JsonArray([.. catalog.Streams.Where(one => Fits(one.Key)).Select(one => new JsonObject { ["name"] = one.Key, ["backing_indices"] = Names(one.Value), ["timestamp_field"] = "@timestamp" })]),
        };

        bool Fits(string name) => Array.Exists(patterns, one => IndexMapping.Matches(one, name));

        static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
    }

    /// <summary>The same as a table, here of JSON only (98).</summary>
    public static JsonArray Cat(IndexCatalog catalog, string pattern, bool isAll, string[] columns)
    {
        string[] wanted = columns.Length > 0 ? columns : ["health", "status", "index", "uuid", "pri", "rep", "docs.count", "docs.deleted"];
        return new JsonArray([.. catalog.Resolve(pattern, withClosed: isAll).Select(index => new JsonObject(
            wanted.Select(column => KeyValuePair.Create(column, (JsonNode?)Column(index, column))).Where(one => one.Value is not null)))]);

        string? Column(StoredIndex index, string column) => column switch
        {
            "index" => index.Name,
            "status" => index.IsClosed ? "close" : "open",

            // Copies of a shard have no node here. Of a closed index Elasticsearch 8 and 9 say the same as of an open one; the others had no shard of it yet.
            "health" => index.IsUnassigned || (index.IsClosed && catalog.Server.IsOfSeven) ? "red" : index.Settings.Replicas > 0 ? "yellow" : "green",
            "uuid" => index.Name,
            "pri" => "1",
            "rep" => index.Settings.Replicas.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "docs.count" => index.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "docs.deleted" => "0",
            _ => null,
        };
    }

    public static JsonObject Mapping(IndexCatalog catalog, string pattern) =>
        new(catalog.Resolve(pattern).Select(index => KeyValuePair.Create(index.Name, (JsonNode?)new JsonObject { ["mappings"] = index.Mapping.ToJson() })));

    public static JsonObject Refresh(IndexCatalog catalog, string pattern)
    {
        IReadOnlyList<StoredIndex> indices = catalog.Resolve(pattern);
        return new JsonObject { ["_shards"] = new JsonObject { ["total"] = indices.Sum(index => 1 + index.Settings.Replicas), ["successful"] = indices.Count, ["failed"] = 0 } };
    }
}
