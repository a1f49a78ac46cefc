using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The index templates: composable ones (from version 7.8 on), and those of before, which count only where no composable one fits.</summary>
internal sealed class IndexTemplates(int majorVersion)
{
    private readonly Dictionary<string, Template> _composable = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Template> _legacy = new(StringComparer.Ordinal);

    private readonly Dictionary<string, JsonElement?> _components = new(StringComparer.Ordinal);

    /// <summary>Puts a component template in place, for composable ones that name it.</summary>
    public void PutComponent(string name, JsonElement body)
    {
        ElasticsearchError.Allow(body, "component_template", "template", "_meta");
        JsonElement template = body.GetProperty("template");
        ElasticsearchError.Allow(template, "template", "mappings", "settings");
        _ = IndexMapping.Read(Member(template, "mappings"));
        _components[name] = Member(template, "mappings")?.Clone();
    }

    /// <summary>Puts a composable template in place.</summary>
    public void Put(string name, JsonElement body)
    {
        if (majorVersion < 7)
        {
            throw new ElasticsearchError(405, "illegal_argument_exception", $"Incorrect HTTP method for uri [/_index_template/{name}]");
        }

        ElasticsearchError.Allow(body, "index_template", "index_patterns", "composed_of", "priority", "template", "_meta");
        JsonElement? template = Member(body, "template");
        if (template is { } inner)
        {
            ElasticsearchError.Allow(inner, "template", "mappings", "settings");
        }

        string[] components = Member(body, "composed_of") is { } named ? [.. named.EnumerateArray().Select(component => component.GetString()!)] : [];
        if (components.Where(component => !_components.ContainsKey(component)).ToArray() is { Length: > 0 } missing)
        {
            throw new ElasticsearchError(400, "illegal_argument_exception", $"index template [{name}] invalid, cause [index template [{name}] specifies component templates [{string.Join(", ", missing)}] that do not exist]");
        }

        Template read = Read(body, "priority", template is { } content ? Member(content, "mappings") : null);
        if (_composable.FirstOrDefault(other => other.Key != name && other.Value.Priority == read.Priority && other.Value.Patterns.Intersect(read.Patterns).Any()) is { Key: { } same })
        {
            throw new ElasticsearchError(400, "illegal_argument_exception", $"index template [{name}] has index patterns [{string.Join(", ", read.Patterns)}] matching patterns from existing templates [{same}] with patterns ({same} => [{string.Join(", ", read.Patterns)}]) that have the same priority [{read.Priority}], multiple index templates may not match during index creation, please use a different priority");
        }

        _composable[name] = read with { Mappings = read.Mappings ?? (components.Length > 0 ? _components[components[^1]] : null) };
    }

    /// <summary>Puts a template of the old sort in place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">Its content.</param>
    /// <param name="includeTypeName">The parameter of the request, which version 6 takes for <see langword="true"/> where it is not there.</param>
    public void PutLegacy(string name, JsonElement body, bool? includeTypeName)
    {
        ElasticsearchError.Allow(body, "template", "index_patterns", "order", "mappings", "settings");
        JsonElement? mappings = Member(body, "mappings");
        if (majorVersion < 7 && includeTypeName != false && mappings is { } root)
        {
            JsonProperty[] types = [.. root.EnumerateObject()];
            if (types.Length != 1 || types[0].Name is "properties" or "dynamic_templates")
            {
                throw new ElasticsearchError(400, "mapper_parsing_exception", "Root mapping definition has unsupported parameters:  [properties]");
            }

            mappings = types[0].Value;
        }

        _legacy[name] = Read(body, "order", mappings);
    }

    /// <summary>The mapping with which an index begins.</summary>
    public IndexMapping For(string index) => IndexMapping.Read((Best(_composable, index) ?? Best(_legacy, index))?.Mappings);

    private static Template? Best(Dictionary<string, Template> templates, string index) =>
        templates.Values.Where(template => template.Patterns.Any(pattern => IndexMapping.Matches(pattern, index))).MaxBy(template => template.Priority);

    private static Template Read(JsonElement body, string priority, JsonElement? mappings)
    {
        if (Member(body, "index_patterns") is not { ValueKind: JsonValueKind.Array } patterns)
        {
            throw new ElasticsearchError(400, "action_request_validation_exception", "Validation Failed: 1: index patterns are missing;");
        }

        // Read now, so that a mapping that is wrong is refused now.
        _ = IndexMapping.Read(mappings);
        return new Template([.. patterns.EnumerateArray().Select(pattern => pattern.GetString()!)], Member(body, priority)?.GetInt32() ?? 0, mappings?.Clone());
    }

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value : null;

    private sealed record Template(string[] Patterns, int Priority, JsonElement? Mappings);
}
