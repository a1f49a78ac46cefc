using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>
/// Writes many documents: <c>_bulk</c>, with the actions <c>index</c> (over the one with the same id) and <c>create</c> (only where there is none).
/// </summary>
/// <remarks>Each line ends with a line feed, the last one too. One document that is refused keeps no other from being written. Source: Elasticsearch Guide,
/// "Bulk API".</remarks>
internal static class BulkRequest
{
    public static JsonObject Write(ReadOnlySpan<byte> body, string? defaultIndex, Func<string, StoredIndex> indexOf)
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

            ElasticsearchError.Allow(action.Value, "bulk", "_index", "_id");
            string index = Text(action.Value, "_index") ?? defaultIndex ?? throw ElasticsearchError.Illegal("Validation Failed: 1: index is missing;");
            string id = Text(action.Value, "_id") ?? throw ElasticsearchError.Illegal("ids that are drawn are not modelled here");
            JsonObject item = Write(indexOf(index), id, lines[i + 1], isCreation: action.Name == "create");
            errors |= item.ContainsKey("error");
            items.Add(new JsonObject { [action.Name] = item });
        }

        return new JsonObject { ["took"] = 1, ["errors"] = errors, ["items"] = items };
    }

    /// <summary>Writes one document, and says what became of it.</summary>
    public static JsonObject Write(StoredIndex index, string id, JsonElement source, bool isCreation)
    {
        var item = new JsonObject { ["_index"] = index.Name, ["_id"] = id };
        try
        {
            if (isCreation && index.Find(id) is not null)
            {
                throw new ElasticsearchError(409, "version_conflict_engine_exception", $"[{id}]: version conflict, document already exists (current version [1])");
            }

            StoredDocument written = index.Put(id, source);
            item["_version"] = written.Version;
            item["result"] = written.Version == 1 ? "created" : "updated";
            item["status"] = written.Version == 1 ? 201 : 200;
        }
        catch (ElasticsearchError error)
        {
            item["status"] = error.Status;
            item["error"] = new JsonObject { ["type"] = error.Type, ["reason"] = error.Message };
        }

        return item;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
