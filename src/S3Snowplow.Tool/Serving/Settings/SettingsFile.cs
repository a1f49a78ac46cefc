using System.Globalization;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Tool;

/// <summary>Reads a file of settings: JSON with comments and commas at the end, as Microsoft.Extensions.Configuration takes it, and keeps where everything stands.</summary>
internal sealed class SettingsFile
{
    private static readonly JsonReaderOptions Form = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly byte[] _text;
    private readonly string _name;
    private readonly List<WrittenSetting> _settings = [];
    private readonly Dictionary<string, string> _places = new(StringComparer.OrdinalIgnoreCase);

    // The lines are found as the text is read, which goes forward only.
    private int _line = 1;
    private int _lineStart;
    private int _seen;

    private SettingsFile(byte[] text, string name) => (_text, _name) = (text, name);

    /// <summary>What stands in the file, in its order: sections before what is in them.</summary>
    public IReadOnlyList<WrittenSetting> Settings => _settings;

    /// <summary>What is wrong with the file itself: no JSON, a name twice.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text in UTF-8, with a byte order mark or without.</param>
    /// <param name="name">What messages call the file.</param>
    public static SettingsFile Read(byte[] text, string name)
    {
        var file = new SettingsFile(text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text, name);
        try
        {
            file.Read();
        }
        catch (JsonException exception)
        {
            // Its own numbers count from 0, and bytes.
            int line = (int)(exception.LineNumber ?? 0), bytes = (int)(exception.BytePositionInLine ?? 0);
            string message = JsonFault.Words(file._text, Form, file.Offset(line, bytes)) ?? exception.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
            file.Problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{line + 1}:{bytes + 1}: this is no JSON: {message}."));
        }

        return file;
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(_text, Form);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Problems.Add($"{Place(reader.TokenStartIndex)}: the file holds no object; allowed: {{ \"S3Snowplow\": {{ ... }} }}, as s3snowplow serve --init writes it.");
            return;
        }

        ReadObject(ref reader, "");

        // What stands behind the end is an error too.
        while (reader.Read())
        {
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, string path)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!, place = Place(reader.TokenStartIndex);
            reader.Read();
            ReadValue(ref reader, path.Length == 0 ? name : $"{path}:{name}", place);
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, string path, string namePlace)
    {
        string place = Place(reader.TokenStartIndex);
        (WrittenKind kind, string? value) = reader.TokenType switch
        {
            JsonTokenType.StartObject => (WrittenKind.Object, null),
            JsonTokenType.StartArray => (WrittenKind.Array, null),
            JsonTokenType.Null => (WrittenKind.Null, null),
            JsonTokenType.String => (WrittenKind.Value, reader.GetString()),
            JsonTokenType.True => (WrittenKind.Value, "True"),
            JsonTokenType.False => (WrittenKind.Value, "False"),
            _ => (WrittenKind.Value, Encoding.UTF8.GetString(reader.ValueSpan)),
        };
        if (_places.TryAdd(path, namePlace))
        {
            _settings.Add(new WrittenSetting(path, kind, value, namePlace, place));
        }
        else
        {
            Problems.Add($"{namePlace}: {path} is set twice, first at {_places[path][(_name.Length + 1)..]}; allowed: once. Of sections, put all into one.");
        }

        if (kind == WrittenKind.Object)
        {
            ReadObject(ref reader, path);
        }
        else if (kind == WrittenKind.Array)
        {
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                ReadValue(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}:{i}"), Place(reader.TokenStartIndex));
            }
        }
    }

    // Of a line that counts from 0.
    private int Offset(int line, int bytes)
    {
        int start = 0;
        for (; line > 0; line--)
        {
            start += _text.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        return start + bytes;
    }

    private string Place(long offset)
    {
        for (; _seen < offset; _seen++)
        {
            if (_text[_seen] == (byte)'\n')
            {
                (_line, _lineStart) = (_line + 1, _seen + 1);
            }
        }

        int column = Encoding.UTF8.GetCharCount(_text.AsSpan(_lineStart, (int)offset - _lineStart)) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{_name}:{_line}:{column}");
    }
}
