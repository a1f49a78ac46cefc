using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads a list <c>events</c>, as Backblaze B2 and Alibaba OSS send it. Each element tells for itself whose it is.</summary>
internal static class EventListReader
{
    /// <summary>Reads the list; <see langword="false"/>, and nothing read, where its first element is of neither.</summary>
    public static bool TryRead(in CloudObject found)
    {
        JsonText list = found.Find("events");
        if (list.Type != JsonTokenType.StartArray)
        {
            return false;
        }

        ReadOnlySpan<byte> json = found.Json[list.Range];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = NotificationReader.MaxJsonDepth });
        reader.Read();
        bool known = false;
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            JsonText value = JsonText.Take(ref reader);
            var element = new CloudObject(found.Content, json[value.PartRange], found.Start + list.Start + value.PartRange.Start.Value, ElementPlace(found, index));
            bool read = value.Type == JsonTokenType.StartObject && TryReadElement(element);
            if (!read && !known)
            {
                return false;
            }

            known = true;
            if (!read)
            {
                element.AddProblem(NotificationProblemKind.UnknownShape, default, "", "the element of the list is no event of the store that sent the first");
            }
        }

        return known;
    }

    private static JsonPath ElementPlace(in CloudObject found, int index) =>
        found.Place.Index < 0 ? new JsonPath("$.events", index) : new JsonPath($"{found.Place}.events", index);

    private static bool TryReadElement(in CloudObject element)
    {
        try
        {
            return BackblazeB2Reader.TryRead(element) || AlibabaOssReader.TryReadRecord(element);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            element.AddProblem(NotificationProblemKind.InvalidRecord, default, "", "a string of the event is not text: its bytes or escapes are not UTF-8");
            return true;
        }
    }
}
