using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>Follows the names of members from an object to a value, without making strings of what it passes.</summary>
internal static class MemberPath
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = NotificationReader.MaxJsonDepth };

    /// <summary>The value at <paramref name="path"/> below the object <paramref name="json"/>, or no value where a member on the way is absent or no object.</summary>
    /// <param name="json">The bytes of one object, known to be JSON. The value's place is counted from their beginning.</param>
    /// <param name="path">Names with <paramref name="separator"/> between them.</param>
    /// <param name="separator">A character that no name contains.</param>
    public static JsonText Find(ReadOnlySpan<byte> json, ReadOnlySpan<char> path, char separator = '.')
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (true)
        {
            int end = path.IndexOf(separator);
            if (!TryStepInto(ref reader, end < 0 ? path : path[..end]))
            {
                return default;
            }

            if (end < 0)
            {
                return JsonText.Take(ref reader);
            }

            path = path[(end + 1)..];
        }
    }

    /// <summary>Moves from the start of an object to the value of one of its members.</summary>
    private static bool TryStepInto(ref Utf8JsonReader reader, ReadOnlySpan<char> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = IsNamed(ref reader, name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<char> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is in no name of ours.
            return false;
        }
    }
}
