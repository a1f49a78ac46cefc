using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Edits every object of a notification, those in the JSON that its strings hold included.</summary>
internal static class JsonEdits
{
    /// <summary>The document with all its objects edited.</summary>
    /// <param name="notification">The document.</param>
    /// <param name="edit">Gets each object, innermost first, and its place: the names from the top, a star for an index.</param>
    public static byte[] Everywhere(ReadOnlyMemory<byte> notification, Action<JsonObject, string> edit)
    {
        JsonNode root = JsonNode.Parse(notification.Span)!;
        Visit(root, "", edit);
        return root.ToJsonString().Bytes();
    }

    /// <summary>How many objects there are.</summary>
    public static int Count(ReadOnlyMemory<byte> notification)
    {
        int count = 0;
        Everywhere(notification, (_, _) => count++);
        return count;
    }

    private static void Visit(JsonNode? node, string place, Action<JsonObject, string> edit)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (JsonNode? element in array)
                {
                    Visit(element, place + ".*", edit);
                }

                break;

            case JsonObject members:
                foreach ((string name, JsonNode? value) in members.ToArray())
                {
                    if (value is JsonValue && value.GetValueKind() == JsonValueKind.String && Unwrapped(value.GetValue<string>()) is { } inner)
                    {
                        Visit(inner, $"{place}.{name}|", edit);
                        members[name] = inner.ToJsonString();
                    }
                    else
                    {
                        Visit(value, $"{place}.{name}", edit);
                    }
                }

                edit(members, place);
                break;
        }
    }

    private static JsonNode? Unwrapped(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            // The sample whose second body is cut off.
            return null;
        }
    }
}
