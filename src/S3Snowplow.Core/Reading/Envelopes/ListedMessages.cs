using System.Text.Json;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Reads a list of messages, of which each carries a notification in one of its members.</summary>
internal static class ListedMessages
{
    /// <summary>Reads the list; <see langword="false"/>, and nothing read, where it is no list of such messages.</summary>
    /// <param name="found">The object with the list.</param>
    /// <param name="list">The list's path.</param>
    /// <param name="member">The member of each message that carries the notification.</param>
    /// <param name="wrapping">What is taken off with it.</param>
    public static bool TryRead(in CloudObject found, string list, string member, NotificationWrappings wrapping)
    {
        JsonText messages = found.Find(list);
        if (messages.Type != JsonTokenType.StartArray)
        {
            return false;
        }

        ReadOnlySpan<byte> json = found.Json[messages.Range];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = NotificationReader.MaxJsonDepth });
        reader.Read();
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            JsonText message = JsonText.Take(ref reader);
            JsonText carried = message.Type == JsonTokenType.StartObject ? MemberPath.Find(json[message.Range], member) : default;
            if (index == 0 && carried.Type == JsonTokenType.None)
            {
                return false;
            }

            var place = new JsonPath($"{found.Place}.{list}", index, $".{member}");
            if (carried.IsNone)
            {
                found.Content.AddProblem(NotificationProblemKind.UnknownShape, found.Start + messages.Start + message.PartRange.Start.Value, place, "the message carries nothing");
            }
            else
            {
                found.Unwrap(carried.At(messages.Start + message.Start), place, wrapping);
            }
        }

        return true;
    }
}
