using System.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads a JSON document, comments and trailing commas allowed as in other configuration files.</summary>
internal static class JsonConfig
{
    public static ConfigNode? Read(string text, BandsErrors errors)
    {
        byte[] json = Encoding.UTF8.GetBytes(text);
        var places = new Places(json);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = ConfigText.MaxDepth,
        });
        try
        {
            if (!reader.Read())
            {
                return null;
            }

            // Asked once more, so that what stands behind the value is found.
            ConfigNode root = Value(ref reader, ref places, errors.File);
            return reader.Read() ? null : root;
        }
        catch (JsonException exception)
        {
            // Bytes of the line, as good as columns where everything is ASCII.
            errors.Add((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "No valid JSON from here on.");
        }
        catch (InvalidOperationException)
        {
            (int line, int column) = places.At(reader.TokenStartIndex);
            errors.Add(line, column, "No valid text: half of a surrogate pair.");
        }

        return null;
    }

    private static ConfigNode Value(ref Utf8JsonReader reader, ref Places places, string file)
    {
        (int line, int column) = places.At(reader.TokenStartIndex);
        ConfigNode node;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                node = new ConfigNode(ConfigKind.Map, "", file, line, column);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    (line, column) = places.At(reader.TokenStartIndex);
                    var key = new ConfigNode(ConfigKind.Scalar, reader.GetString()!, file, line, column);
                    reader.Read();
                    node.Members.Add((key, Value(ref reader, ref places, file)));
                }

                return node;
            case JsonTokenType.StartArray:
                node = new ConfigNode(ConfigKind.List, "", file, line, column);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    node.Items.Add(Value(ref reader, ref places, file));
                }

                return node;
            case JsonTokenType.String:
                return new ConfigNode(ConfigKind.Scalar, reader.GetString()!, file, line, column);
            case JsonTokenType.Null:
                return new ConfigNode(ConfigKind.Scalar, "", file, line, column);
            default:
                return new ConfigNode(ConfigKind.Scalar, Encoding.UTF8.GetString(reader.ValueSpan), file, line, column);
        }
    }

    /// <summary>Turns offsets, asked for in rising order, into lines and columns.</summary>
    private ref struct Places(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _line = 1;
        private int _column = 1;
        private int _seen = 0;

        public (int Line, int Column) At(long offset)
        {
            ReadOnlySpan<byte> between = _json[_seen..(int)offset];
            int lastBreak = between.LastIndexOf((byte)'\n');
            if (lastBreak >= 0)
            {
                (_line, _column) = (_line + between.Count((byte)'\n'), 1);
            }

            // A file may be one line of megabytes, so what was counted is not counted again.
            _column += Encoding.UTF8.GetCharCount(between[(lastBreak + 1)..]);
            _seen = (int)offset;
            return (_line, _column);
        }
    }
}
