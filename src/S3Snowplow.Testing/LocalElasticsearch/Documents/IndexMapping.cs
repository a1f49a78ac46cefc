using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing;

/// <summary>How the fields of one index are mapped: as its template has it, and, for what that does not name, as Elasticsearch does of itself.</summary>
/// <remarks>Source: Elasticsearch Guide, "Dynamic mapping", "Dynamic templates": texts that look like a time become dates before any rule for texts.</remarks>
internal sealed partial class IndexMapping(SearchServer server)
{
    private readonly List<(string? Type, string? Path, string? Name, FieldMapping Mapping)> _rules = [];

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private readonly string?[] _shared = new string?[4_096];

    private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);

    private JsonElement? _writtenRules;

    // "true", "false" or "strict": what becomes of a field that is not mapped.
    private string _dynamic = "true";

    private bool _hasDateDetection = true;

    public SearchServer Server => server;

    /// <summary>The fields by their full names, sub-fields not among them.</summary>
    public Dictionary<string, FieldMapping> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>The objects by their full names: <c>object</c> or <c>nested</c>.</summary>
    public IReadOnlyDictionary<string, string> Objects => _objects;

    /// <summary>Reads the members <c>mappings</c> of a template and of what it is composed of; what comes later adds to, and wins over, what came before.</summary>
    public static IndexMapping Read(SearchServer server, params IEnumerable<JsonElement?> all)
    {
        var mapping = new IndexMapping(server);
        foreach (JsonElement root in all.OfType<JsonElement>())
        {
            mapping.Add(root);
        }

        return mapping;
    }

    /// <summary>Adds a member <c>mappings</c>.</summary>
    public void Add(JsonElement root)
    {
        ElasticsearchError.Allow(root, "mappings", "dynamic_templates", "properties", "dynamic", "date_detection", "_meta");
        if (root.TryGetProperty("dynamic", out JsonElement dynamic))
        {
            _dynamic = dynamic.ToString().ToLowerInvariant();
        }

        if (root.TryGetProperty("date_detection", out JsonElement detection))
        {
            _hasDateDetection = detection.GetBoolean();
        }

        if (root.TryGetProperty("dynamic_templates", out JsonElement rules))
        {
            _writtenRules = rules.Clone();
            foreach (JsonProperty rule in rules.EnumerateArray().SelectMany(one => one.EnumerateObject()))
            {
                ElasticsearchError.Allow(rule.Value, rule.Name, "match_mapping_type", "path_match", "match", "mapping");
                _rules.Add((Text(rule.Value, "match_mapping_type"), Text(rule.Value, "path_match"), Text(rule.Value, "match"), FieldMapping.Read(rule.Name, rule.Value.GetProperty("mapping"))));
            }
        }

        if (root.TryGetProperty("properties", out JsonElement properties))
        {
            ReadProperties("", properties);
        }
    }

    /// <summary>The mapping of a field or of a sub-field.</summary>
    public FieldMapping? Find(string field)
    {
        if (Fields.TryGetValue(field, out FieldMapping? mapping))
        {
            return mapping;
        }

        int dot = field.LastIndexOf('.');
        return dot > 0 && Fields.TryGetValue(field[..dot], out FieldMapping? parent) ? parent.SubFields.GetValueOrDefault(field[(dot + 1)..]) : null;
    }

    /// <summary>The mapping of a field that holds a value, made now where there is none; <see langword="null"/> where the index maps nothing of itself.</summary>
    public FieldMapping? Ensure(string path, JsonElement value)
    {
        if (Fields.TryGetValue(path, out FieldMapping? known))
        {
            return known;
        }

        if (_objects.ContainsKey(path))
        {
            throw DocumentErrors.NotAnObject(path, server);
        }

        if (_dynamic != "true")
        {
            return _dynamic == "strict"
                ? throw new ElasticsearchError(400, "strict_dynamic_mapping_exception", $"mapping set to strict, dynamic introduction of [{path}] within [_doc] is not allowed")
                : null;
        }

        (string type, FieldMapping own) = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => ("boolean", FieldMapping.Of("boolean")),
            JsonValueKind.Number when value.TryGetInt64(out _) => ("long", FieldMapping.Of("long")),
            JsonValueKind.Number => ("double", FieldMapping.Of("float")),
            _ when _hasDateDetection && Iso().IsMatch(value.GetString()!) => ("date", FieldMapping.Of("date")),
            _ => ("string", FieldMapping.DynamicText),
        };
        string name = path[(path.LastIndexOf('.') + 1)..];
        AddParents(path);
        return Fields[path] = _rules.Find(rule =>
            (rule.Type is null || rule.Type == type || rule.Type == "*") && (rule.Path is null || Matches(rule.Path, path)) && (rule.Name is null || Matches(rule.Name, name))).Mapping ?? own;
    }

    /// <summary>How an object is mapped, made now where it is not: <c>object</c> or <c>nested</c>.</summary>
    public string EnsureObject(string path)
    {
        if (!_objects.TryGetValue(path, out string? type))
        {
            type = "object";
            if (_dynamic == "true")
            {
                AddParents(path + ".");
            }
        }

        return type;
    }

    /// <summary>Maps the time that every document of a data stream has.</summary>
    public void AddTimestamp() => Fields.TryAdd("@timestamp", FieldMapping.Of("date"));

    private void AddParents(string path)
    {
        for (int dot = path.IndexOf('.'); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            _ = _objects.TryAdd(path[..dot], "object");
        }
    }

    /// <summary>The number by which documents know a field or a sub-field; <see langword="null"/> where none has it.</summary>
    public int? OrdinalOf(string field) => _numbers.TryGetValue(field, out int number) ? number : null;

    /// <summary>The number by which documents know a field or a sub-field, given now where there is none.</summary>
    public int Number(string field)
    {
        if (!_numbers.TryGetValue(field, out int number))
        {
            _numbers[field] = number = _numbers.Count;
        }

        return number;
    }

    /// <summary>The numbers of a field and, where it is an object, of what is in it.</summary>
    public int[] NumbersUnder(string field) =>
        [.. _numbers.Where(one => one.Key == field || one.Key.StartsWith(field + ".", StringComparison.Ordinal)).Select(one => one.Value)];

    /// <summary>The same text, and where it was seen of late the same object: buckets, names and kinds of events repeat in every document.</summary>
    public string Share(string text)
    {
        ref string? place = ref _shared[(uint)string.GetHashCode(text, StringComparison.Ordinal) % (uint)_shared.Length];
        return place == text ? place : place = text;
    }

    /// <summary>Whether a name fits a pattern with <c>*</c>.</summary>
    public static bool Matches(string pattern, string name)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == name;
        }

        if (!name.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        // What stands between two stars is looked for as early as it can be.
        int at = parts[0].Length;
        foreach (string part in parts[1..^1])
        {
            int found = name.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    /// <summary>Reads a time as <c>strict_date_optional_time</c> does, in milliseconds; <see langword="null"/> where the text is not a time.</summary>
    public static long? ParseTime(string text) =>
        Iso().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUnixTimeMilliseconds() : null;

    /// <summary>The same in nanoseconds, as <c>date_nanos</c> keeps it.</summary>
    public static long? ParseNanoseconds(string text)
    {
        if (ParseTime(text) is not { } milliseconds)
        {
            return null;
        }

        string fraction = Fraction().Match(text).Groups["f"].Value;
        return (milliseconds * 1_000_000) + (fraction.Length > 3 ? long.Parse(fraction[3..].PadRight(6, '0'), CultureInfo.InvariantCulture) : 0);
    }

    private void ReadProperties(string path, JsonElement properties)
    {
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            string name = path + property.Name;
            string? type = Text(property.Value, "type");
            if (type is "nested" or "object" || property.Value.TryGetProperty("properties", out _))
            {
                ElasticsearchError.Allow(property.Value, property.Name, "properties", "type");
                AddParents(name);
                _objects[name] = type ?? "object";
                if (property.Value.TryGetProperty("properties", out JsonElement inner))
                {
                    ReadProperties(name + ".", inner);
                }
            }
            else
            {
                AddParents(name);
                Fields[name] = FieldMapping.Read(name, property.Value);
            }
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    [GeneratedRegex(@"\.(?<f>\d{1,9})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();
}
