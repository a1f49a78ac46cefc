using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>How fields are mapped in the indices that are asked: <c>_field_caps</c>.</summary>
/// <remarks>Indices are named where a field has several types; the objects in which a field lies are there unasked, as <c>object</c> or <c>nested</c> (04, 18d, 20c). Source:
/// Elasticsearch Guide, "Field capabilities API"; <c>indices</c> at the top from 7.2 on.</remarks>
internal static class FieldCapabilities
{
    public static JsonObject Of(string[] fields, IndexCatalog catalog, string pattern)
    {
        SearchServer server = catalog.Server;
        List<StoredIndex> indices = [.. catalog.Resolve(pattern)];
        if (indices.Find(index => index.IsClosed) is { } closed && !server.IsOpenSearch)
        {
            // Elasticsearch 7 says it as it says of a block (15d).
            throw server.NamesPlaces ? ElasticsearchError.Closed(closed.Name) : ElasticsearchError.Blocked(403, closed.Name, "FORBIDDEN/4/index closed");
        }

        // OpenSearch leaves it out.
        _ = indices.RemoveAll(index => index.IsClosed);
        var known = new JsonObject();
        foreach (IGrouping<string, (string Name, string Type, string Index)> field in indices.SelectMany(index => Asked(fields, index.Mapping).Select(one => (one.Name, one.Type, Index: index.Name))).GroupBy(one => one.Name))
        {
            IGrouping<string, string>[] types = [.. field.GroupBy(one => one.Type, one => one.Index)];
            known[field.Key] = new JsonObject(types.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)Capabilities(type, types.Length > 1, server))));
        }

        return server.IsSix
            ? new JsonObject { ["fields"] = known }
            : new JsonObject { ["indices"] = new JsonArray([.. indices.Select(index => JsonValue.Create(index.Name))]), ["fields"] = known };
    }

    private static JsonObject Capabilities(IGrouping<string, string> type, bool isOneOfSeveral, SearchServer server)
    {
        bool isObject = type.Key is "object" or "nested";
        var one = new JsonObject { ["type"] = type.Key };
        if (server.HasMetadataField)
        {
            one["metadata_field"] = false;
        }

        one["searchable"] = !isObject;
        one["aggregatable"] = !isObject && type.Key != "text";
        if (isOneOfSeveral)
        {
            one["indices"] = new JsonArray([.. type.Select(name => JsonValue.Create(name))]);
        }

        return one;
    }

    private static IEnumerable<(string Name, string Type)> Asked(string[] patterns, IndexMapping mapping)
    {
        (string Name, string Type)[] all =
        [
            .. mapping.Fields.Select(field => (field.Key, field.Value.Type)),
            .. mapping.Fields.SelectMany(field => field.Value.SubFields.Select(sub => ($"{field.Key}.{sub.Key}", sub.Value.Type))),
            .. mapping.Objects.Select(one => (one.Key, one.Value)),
        ];
        (string Name, string Type)[] asked = [.. all.Where(field => Array.Exists(patterns, pattern => IndexMapping.Matches(pattern, field.Name)))];
        return mapping.Server.IsSix ? asked.Where(field => !mapping.Objects.ContainsKey(field.Name))
            : asked.Concat(mapping.Objects.Select(one => (one.Key, one.Value)).Where(parent => Array.Exists(asked, field => field.Name.StartsWith(parent.Key + ".", StringComparison.Ordinal)))).Distinct();
    }
}
