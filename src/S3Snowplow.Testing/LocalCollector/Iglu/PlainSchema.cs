using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>
/// The ordinary part of JSON Schema draft 4, read once and asked very often: types, members, lengths, integers' bounds, texts of an enumeration, and of the formats <c>date-time</c>. It only ever says that data surely fit.
/// Whatever it does not know, or finds too large, is for the whole library to judge, which also has the words for it.
/// </summary>
/// <remarks>
/// The library wants the data in tokens of its own, which costs thirty times as much. A schema with any keyword that is not ordinary has no such form, so the verdict never depends on which of the two gave it.
/// </remarks>
internal sealed class PlainSchema
{
    private static readonly FrozenSet<string> Notes = new[] { "$schema", "self", "description", "title" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Types = new[] { "object", "array", "string", "integer", "number", "boolean", "null" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly List<string> _required = [];
    private readonly Dictionary<string, PlainSchema> _members = new(StringComparer.Ordinal);
    private string[] _types = [];
    private string[]? _texts;
    private PlainSchema? _items;
    private bool _isClosed;
    private bool _isTime;
    private bool _isOtherFormat;
    private int _maxLength = int.MaxValue;
    private int _maxItems = int.MaxValue;
    private long _minimum = long.MinValue;
    private long _maximum = long.MaxValue;

    private PlainSchema()
    {
    }

    /// <summary>Reads a schema.</summary>
    /// <param name="text">Its JSON.</param>
    /// <returns>The form; <see langword="null"/> where the schema says anything that is not ordinary.</returns>
    public static PlainSchema? TryRead(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What is wrong with it, the library says.
            return null;
        }
    }

    /// <summary>Whether data surely fit; <see langword="false"/> is no verdict.</summary>
    public bool Fits(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Object => Is("object") && FitsObject(data),
        JsonValueKind.Array => Is("array") && data.GetArrayLength() <= _maxItems && (_items is null || data.EnumerateArray().All(_items.Fits)),
        JsonValueKind.String => Is("string") && FitsText(data.GetString()!),
        JsonValueKind.Number => FitsNumber(data),
        JsonValueKind.True or JsonValueKind.False => Is("boolean") && _texts is null,
        JsonValueKind.Null => Is("null") && _texts is null,
        _ => false,
    };

    private bool Is(string type) => _types.Length == 0 || Array.IndexOf(_types, type) >= 0;

    private bool FitsObject(JsonElement data)
    {
        if (_texts is not null)
            return false;
        foreach (var name in _required)
            if (!data.TryGetProperty(name, out _))
                return false;
        foreach (var member in data.EnumerateObject())
        {
            if (_members.TryGetValue(member.Name, out var schema) ? !schema.Fits(member.Value) : _isClosed)
                return false;
        }

        return true;
    }

    // UTF-16 units are never fewer than code points, which are what counts.
    private bool FitsText(string text) =>
        !_isOtherFormat && text.Length <= _maxLength && (_texts is null || Array.IndexOf(_texts, text) >= 0) && (!_isTime || InternetDateTime.IsTime(text));

    // What is written as an integer and fits 64 bits, -0 left aside; of anything else only that there is no bound.
    private bool FitsNumber(JsonElement data)
    {
        if (_texts is not null)
            return false;
        if (data.TryGetInt64(out var number) && (number != 0 || JsonMarshal.GetRawUtf8Value(data)[0] != (byte)'-'))
            return (Is("integer") || Is("number")) && number >= _minimum && number <= _maximum;
        return Is("number") && _minimum == long.MinValue && _maximum == long.MaxValue && data.TryGetDouble(out var real) && double.IsFinite(real);
    }

    private static PlainSchema? Read(JsonElement schema)
    {
        var plain = new PlainSchema();
        foreach (var keyword in schema.EnumerateObject())
            if (!Notes.Contains(keyword.Name) && !plain.Take(keyword.Name, keyword.Value))
                return null;
        return plain;
    }

    private bool Take(string keyword, JsonElement value) => keyword switch
    {
        "type" => TakeTypes(value),
        "properties" => TakeMembers(value),
        "required" => TakeRequired(value),
        "additionalProperties" => TakeClosed(value),
        "items" => value.ValueKind == JsonValueKind.Object && (_items = Read(value)) is not null,
        "enum" => TakeTexts(value),
        "format" => TakeFormat(value),
        "maxLength" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _maxLength),
        "maxItems" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _maxItems),
        "minimum" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _minimum),
        "maximum" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _maximum),
        _ => false,
    };

    private bool TakeFormat(JsonElement value)
    {
        _isTime = value.ValueEquals("date-time"u8);
        _isOtherFormat = !_isTime;
        return true;
    }

    private bool TakeTypes(JsonElement value)
    {
        _types = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(type => type.GetString() ?? "")] : [value.GetString() ?? ""];
        return _types.All(Types.Contains);
    }

    private bool TakeMembers(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (Read(member.Value) is not { } schema)
                return false;
            _members[member.Name] = schema;
        }

        return true;
    }

    private bool TakeRequired(JsonElement value)
    {
        _required.AddRange(value.EnumerateArray().Select(name => name.GetString() ?? ""));
        return true;
    }

    private bool TakeClosed(JsonElement value)
    {
        _isClosed = value.ValueKind == JsonValueKind.False;
        return value.ValueKind is JsonValueKind.False or JsonValueKind.True;
    }

    private bool TakeTexts(JsonElement value)
    {
        _texts = [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)];
        return _texts.Length == value.GetArrayLength();
    }
}
