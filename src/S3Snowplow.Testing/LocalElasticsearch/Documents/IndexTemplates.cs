using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>
/// The index templates: composable ones (from version 7.8 on), which may be composed of component templates, and those of before, which count only where no composable one
/// fits.
/// </summary>
internal sealed class IndexTemplates(SearchServer server)
{
    private readonly Dictionary<string, Template> _composable = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Template> _legacy = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Content> _components = new(StringComparer.Ordinal);

    /// <summary>Puts a component template in place (50).</summary>
    public void PutComponent(string name, JsonElement body)
    {
        RefuseBefore7($"/_component_template/{name}");
        ElasticsearchError.Allow(body, "component_template", "template", "_meta", "version");
        _components[name] = Read(Member(body, "template"));
    }

    /// <summary>Puts a composable template in place (01, 51).</summary>
    public void Put(string name, JsonElement body)
    {
        RefuseBefore7($"/_index_template/{name}");
        ElasticsearchError.Allow(body, "index_template", "index_patterns", "priority", "template", "_meta", "version", "composed_of", "data_stream");
        string[] components = Member(body, "composed_of") is { } list ? [.. list.EnumerateArray().Select(one => one.GetString()!)] : [];
        if (components.Where(one => !_components.ContainsKey(one)).ToArray() is { Length: > 0 } missing)
        {
            throw new ElasticsearchError(400, "invalid_index_template_exception", $"index_template [{name}] invalid, cause [index template [{name}] specifies component templates [{string.Join(", ", missing)}] that do not exist]");
        }

        var template = new Template(Patterns(body), Member(body, "priority")?.GetInt32() ?? 0, components, Read(Member(body, "template")), Member(body, "data_stream") is not null);
        if (_composable.FirstOrDefault(one => one.Key != name && one.Value.Priority == template.Priority && one.Value.Overlaps(template)) is { Key: { } other } same)
        {
            // Words of OpenSearch 2.19 (99).
            throw ElasticsearchError.Illegal(
                $"index template [{name}] has index patterns [{string.Join(", ", template.Patterns)}] matching patterns from existing templates [{other}] with patterns ({other} => [{string.Join(", ", same.Value.Patterns)}]) that have the same priority [{template.Priority}], multiple index templates may not match during index creation, please use a different priority");
        }

        _composable[name] = template;
    }

    /// <summary>Puts a template of the old sort in place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">Its content.</param>
    /// <param name="includeTypeName">The parameter of the request, which version 6 takes for <see langword="true"/> where it is not there.</param>
    public void PutLegacy(string name, JsonElement body, bool? includeTypeName)
    {
        ElasticsearchError.Allow(body, "template", "index_patterns", "order", "mappings", "settings", "aliases", "version");
        JsonElement? mappings = Member(body, "mappings");
        if (server.IsSix && includeTypeName != false && mappings is { } root)
        {
            JsonProperty[] types = [.. root.EnumerateObject()];
            if (types.Length != 1 || types[0].Name is "properties" or "dynamic_templates")
            {
                throw new ElasticsearchError(400, "mapper_parsing_exception", "Root mapping definition has unsupported parameters:  [properties]");
            }

            mappings = types[0].Value;
        }

        _legacy[name] = new Template(Patterns(body), Member(body, "order")?.GetInt32() ?? 0, [], Checked(new Content(mappings?.Clone(), Member(body, "settings")?.Clone(), Member(body, "aliases")?.Clone())), false);
    }

    /// <summary>Whether an index of a name is a data stream.</summary>
    public bool IsDataStream(string name) => Best(_composable, name)?.IsDataStream == true;

    /// <summary>What an index begins with, and the aliases that it gets.</summary>
    public (IndexMapping Mapping, IndexSettings Settings, string[] Aliases) For(string index)
    {
        Template? template = Best(_composable, index) ?? Best(_legacy, index);
        Content[] contents = template is null ? [] : [.. template.Components.Select(name => _components[name]), template.Own];
        var settings = new IndexSettings();
        foreach (JsonElement given in contents.Select(content => content.Settings).OfType<JsonElement>())
        {
            settings.Apply(given);
        }

        return (
            IndexMapping.Read(server, contents.Select(content => content.Mappings)),
            settings,
            [.. contents.Select(content => content.Aliases).OfType<JsonElement>().SelectMany(aliases => aliases.EnumerateObject()).Select(alias => alias.Name).Distinct()]);
    }

    private void RefuseBefore7(string path)
    {
        if (server.IsSix)
        {
            throw new ElasticsearchError(405, "illegal_argument_exception", $"Incorrect HTTP method for uri [{path}]");
        }
    }

    private static Template? Best(Dictionary<string, Template> templates, string index) =>
        templates.Values.Where(template => template.Patterns.Any(pattern => IndexMapping.Matches(pattern, index))).MaxBy(template => template.Priority);

    private Content Read(JsonElement? template)
    {
        if (template is not { } inner)
        {
            return new Content(null, null, null);
        }

        ElasticsearchError.Allow(inner, "template", "mappings", "settings", "aliases");
        return Checked(new Content(Member(inner, "mappings")?.Clone(), Member(inner, "settings")?.Clone(), Member(inner, "aliases")?.Clone()));
    }

    // Read now, so that a mapping or a setting that is wrong is refused now.
    private Content Checked(Content content)
    {
        _ = IndexMapping.Read(server, content.Mappings);
        if (content.Settings is { } settings)
        {
            new IndexSettings().Apply(settings);
        }

        return content;
    }

    private static string[] Patterns(JsonElement body) => Member(body, "index_patterns") is { ValueKind: JsonValueKind.Array } patterns
        ? [.. patterns.EnumerateArray().Select(pattern => pattern.GetString()!)]
        : throw new ElasticsearchError(400, "action_request_validation_exception", "Validation Failed: 1: index patterns are missing;");

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value : null;

    private sealed record Content(JsonElement? Mappings, JsonElement? Settings, JsonElement? Aliases);

    private sealed record Template(string[] Patterns, int Priority, string[] Components, Content Own, bool IsDataStream)
    {
        // Near enough: two patterns meet where one fits the other as if its stars were letters.
        public bool Overlaps(Template other) => Patterns.Any(one => other.Patterns.Any(two => IndexMapping.Matches(one, two) || IndexMapping.Matches(two, one)));
    }
}
