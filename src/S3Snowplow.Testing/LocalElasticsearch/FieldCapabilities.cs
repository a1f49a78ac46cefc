using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>How fields are mapped in the indices that are asked: <c>_field_caps</c>.</summary>
/// <remarks>Indices are named where a field has several types. Source: Elasticsearch Guide, "Field capabilities API"; <c>indices</c> at the top from 7.2
/// on.</remarks>
internal static class FieldCapabilities
{
    public static JsonObject Of(string[] fields, IReadOnlyList<StoredIndex> indices, int majorVersion)
    {
        var known = new JsonObject();
        foreach (string field in fields)
        {
            IGrouping<string, string>[] types =
            [
                .. indices.Select(index => (index.Name, Mapping: index.Mapping.Find(field))).Where(one => one.Mapping is not null).GroupBy(one => one.Mapping!.Type, one => one.Name),
            ];
            if (types.Length == 0)
            {
                continue;
            }

            var capabilities = new JsonObject();
            foreach (IGrouping<string, string> type in types)
            {
                var one = new JsonObject { ["type"] = type.Key, ["searchable"] = true, ["aggregatable"] = type.Key != "text" };
                if (types.Length > 1)
                {
                    one["indices"] = new JsonArray([.. type.Select(name => JsonValue.Create(name))]);
                }

                capabilities[type.Key] = one;
            }

            known[field] = capabilities;
        }

        return majorVersion == 6
            ? new JsonObject { ["fields"] = known }
            : new JsonObject { ["indices"] = new JsonArray([.. indices.Select(index => JsonValue.Create(index.Name))]), ["fields"] = known };
    }
}
