using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>
/// Writes many documents: <c>_bulk</c>, with the actions <c>index</c> (over the one with the same id) and <c>create</c> (only where there is none).
/// </summary>
/// <remarks>Each line ends with a line feed, the last one too. One document that is refused keeps no other from being written. Source: Elasticsearch Guide,
/// "Bulk API"; recordings 02, 24c, 24d.</remarks>
internal static class BulkRequest
{
    public static JsonObject Write(ReadOnlySpan<byte> body, string? defaultIndex, IndexCatalog catalog, bool isRefreshed)
    {
        if (body.Length == 0 || body[^1] != (byte)'\n')
        {
            throw ElasticsearchError.Illegal("The bulk request must be terminated by a newline [\\n]");
        }

        List<JsonElement> lines = [];
        for (int start = 0; start < body.Length;)
        {
            int length = body[start..].IndexOf((byte)'\n');
            lines.Add(JsonText.TryParse(body.Slice(start, length), out JsonElement parsed) is { } error ? throw ElasticsearchError.Illegal($"Malformed action/metadata line [{lines.Count + 1}]: {error}") : parsed);
            start += length + 1;
        }

        var items = new JsonArray();
        bool errors = false;
        for (int i = 0; i < lines.Count; i += 2)
        {
            if (lines[i].ValueKind != JsonValueKind.Object || lines[i].EnumerateObject().ToArray() is not [var action] || action.Name is not ("index" or "create") || i + 1 == lines.Count)
            {
                throw ElasticsearchError.Illegal($"Malformed action/metadata line [{i + 1}], expected one of [create, index] and a document behind it");
            }

            ElasticsearchError.Allow(action.Value, "bulk", "_index", "_id", "if_seq_no", "if_primary_term");
            string index = Text(action.Value, "_index") ?? defaultIndex ?? throw ElasticsearchError.Illegal("Validation Failed: 1: index is missing;");
            string id = Text(action.Value, "_id") ?? catalog.DrawId();
            var options = WriteOptions.Read(name => name == "refresh" ? isRefreshed ? "true" : null : action.Value.TryGetProperty(name, out JsonElement value) ? value.ToString() : null, action.Name == "create");
            JsonObject item = Write(catalog, index, id, lines[i + 1], options);
            errors |= item.ContainsKey("error");
            items.Add(new JsonObject { [action.Name] = item });
        }

        return new JsonObject { ["took"] = 1, ["errors"] = errors, ["items"] = items };
    }

    private static JsonObject Write(IndexCatalog catalog, string index, string id, JsonElement source, WriteOptions options)
    {
        string written = index;
        try
        {
            written = catalog.ForWriting(index, options.IsCreation).Name;
            (int status, JsonObject item) = DocumentRequests.Put(catalog, index, id, source, options);
            item["status"] = status;
            return item;
        }
        catch (ElasticsearchError error) when (error.Type != "invalid_index_name_exception")
        {
            var item = new JsonObject { ["_index"] = written };
            if (catalog.Server.HasTypes)
            {
                item["_type"] = "_doc";
            }

            item["_id"] = id;
            item["status"] = error.Status;
            item["error"] = error.Cause();
            return item;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
