using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing;

/// <summary>How the fields of one index are mapped: as its template has it, and, for what that does not name, as Elasticsearch does of itself.</summary>
/// <remarks>Source: Elasticsearch Guide, "Dynamic mapping", "Dynamic templates": texts that look like a time become dates before any rule for texts.</remarks>
internal sealed partial class IndexMapping
{
    private readonly List<(string? Type, string? Path, FieldMapping Mapping)> _rules = [];

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private readonly string?[] _shared = new string?[4_096];

    /// <summary>The fields by their full names, sub-fields not among them.</summary>
    public SortedDictionary<string, FieldMapping> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the member <c>mappings</c> of a template.</summary>
    public static IndexMapping Read(JsonElement? mappings)
    {
        var mapping = new IndexMapping();
        if (mappings is not { } root)
        {
            return mapping;
        }

        ElasticsearchError.Allow(root, "mappings", "dynamic_templates", "properties");
        if (root.TryGetProperty("dynamic_templates", out JsonElement rules))
        {
            foreach (JsonProperty rule in rules.EnumerateArray().SelectMany(one => one.EnumerateObject()))
            {
                ElasticsearchError.Allow(rule.Value, rule.Name, "match_mapping_type", "path_match", "mapping");
                mapping._rules.Add((Text(rule.Value, "match_mapping_type"), Text(rule.Value, "path_match"), FieldMapping.Read(rule.Name, rule.Value.GetProperty("mapping"))));
            }
        }

        if (root.TryGetProperty("properties", out JsonElement properties))
        {
            mapping.ReadProperties("", properties);
        }

        return mapping;
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

    /// <summary>The mapping of a field that holds a value, made now where there is none.</summary>
    public FieldMapping Ensure(string path, JsonElement value)
    {
        if (Fields.TryGetValue(path, out FieldMapping? known))
        {
            return known;
        }

        if (Fields.Keys.Any(other => other.StartsWith(path + ".", StringComparison.Ordinal)))
        {
            throw new ElasticsearchError(400, "mapper_parsing_exception", $"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value");
        }

        (string type, FieldMapping own) = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => ("boolean", FieldMapping.Of("boolean")),
            JsonValueKind.Number when value.TryGetInt64(out _) => ("long", FieldMapping.Of("long")),
            JsonValueKind.Number => ("double", FieldMapping.Of("float")),
            _ when Iso().IsMatch(value.GetString()!) => ("date", FieldMapping.Of("date")),
            _ => ("string", FieldMapping.DynamicText),
        };
        return Fields[path] = _rules.Find(rule => (rule.Type is null || rule.Type == type || rule.Type == "*") && (rule.Path is null || Matches(rule.Path, path))).Mapping ?? own;
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
    public static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Reads a time as <c>strict_date_optional_time</c> does, in milliseconds; <see langword="null"/> where it is none.</summary>
    public static long? ParseTime(string text) =>
        Iso().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUnixTimeMilliseconds() : null;

    private void ReadProperties(string path, JsonElement properties)
    {
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (property.Value.TryGetProperty("properties", out JsonElement inner))
            {
                ElasticsearchError.Allow(property.Value, property.Name, "properties", "type");
                ReadProperties($"{path}{property.Name}.", inner);
            }
            else
            {
                Fields[path + property.Name] = FieldMapping.Read(path + property.Name, property.Value);
            }
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();
}
