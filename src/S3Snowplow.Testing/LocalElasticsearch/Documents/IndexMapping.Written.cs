using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>The mapping as an answer has it.</summary>
internal sealed partial class IndexMapping
{
    /// <summary>The answer to <c>GET INDEX/_mapping</c> (03).</summary>
    public JsonObject ToJson()
    {
        var root = new JsonObject();
        if (_dynamic != "true")
        {
            root["dynamic"] = _dynamic;
        }

        if (!_hasDateDetection)
        {
            root["date_detection"] = false;
        }

        if (_writtenRules is { } rules)
        {
            root["dynamic_templates"] = JsonArray.Create(rules);
        }

        JsonObject properties = Properties("");
        if (properties.Count > 0)
        {
            root["properties"] = properties;
        }

        return root;
    }

    private JsonObject Properties(string path)
    {
        var properties = new JsonObject();
        foreach ((string name, string type) in _objects.Where(one => IsChild(one.Key)).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var inner = new JsonObject();
            if (type == "nested")
            {
                inner["type"] = type;
            }

            inner["properties"] = Properties(name + ".");
            properties[name[path.Length..]] = inner;
        }

        foreach ((string name, FieldMapping field) in Fields.Where(one => IsChild(one.Key)).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            properties[name[path.Length..]] = field.ToJson();
        }

        return properties;

        bool IsChild(string name) => name.StartsWith(path, StringComparison.Ordinal) && name.IndexOf('.', path.Length) < 0;
    }
}
