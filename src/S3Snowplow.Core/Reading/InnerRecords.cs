using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// Looks for what can be read in the members of an object that has no known shape: whatever wraps a notification (a log shipper's line, a message with a payload and its headers), a
/// record in it is one. Members in which there is nothing of ours are the wrapping's own, and no problem.
/// </summary>
internal static class InnerRecords
{
    /// <summary>Reads the members of the object that hold something; <see langword="false"/> where no member holds anything.</summary>
    /// <param name="value">The object, and what stands behind it.</param>
    /// <param name="offset">Where it begins in the current document.</param>
    /// <param name="content">Takes what is found.</param>
    public static bool TryRead(ReadOnlySpan<byte> value, long offset, NotificationContent content)
    {
        bool found = false;
        var reader = new Utf8JsonReader(value, DocumentReader.Options);
        for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
        {
            reader.Read();
            JsonText member = JsonText.Take(ref reader);
            if (IsWorthALook(value, member))
            {
                found |= TryReadMember(content, member.At(offset));
            }
        }

        return found;
    }

    private static bool TryReadMember(NotificationContent content, JsonText member)
    {
        if (content.IsProbing)
        {
            // Whoever began looks at what comes of it.
            long recognised = content.Recognised;
            ReadMember(content, member);
            return content.Recognised > recognised;
        }

        // First without a trace, since a problem's text costs far more than its bytes; only what holds something is read for good.
        NotificationContent.Mark before = content.Here();
        long known = content.Recognised;
        content.IsProbing = true;
        ReadMember(content, member);
        content.IsProbing = false;
        content.Withdraw(before);
        if (content.Recognised == known)
        {
            return false;
        }

        ReadMember(content, member);
        return true;
    }

    private static void ReadMember(NotificationContent content, JsonText member)
    {
        // The name of a member of an unknown shape may be anything, and has no place in a log.
        var path = new JsonPath("$.*");
        if (member.IsString)
        {
            DocumentReader.ReadText(content, member, path, NotificationWrappings.JsonString);
        }
        else
        {
            DocumentReader.ReadPart(content, member.Range, path, NotificationWrappings.None);
        }
    }

    // An object, an array, or a text that begins as their JSON does. To try any other text would cost an exception.
    private static bool IsWorthALook(ReadOnlySpan<byte> document, JsonText member)
    {
        if (member.Type is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            return true;
        }

        ReadOnlySpan<byte> text = member.IsString ? document.Slice(member.Start, member.Length).TrimStart(" \t\r\n"u8) : [];
        return text is [(byte)'{', _, ..] or [(byte)'[', _, ..] && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'\\' or (byte)'[' or (byte)'{', ..];
    }
}
