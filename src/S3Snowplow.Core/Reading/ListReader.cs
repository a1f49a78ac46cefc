namespace S3Snowplow.Reading;

/// <summary>
/// Reads the lists that are not called <c>Records</c>: the <c>Messages</c> that <c>aws sqs receive-message</c> prints, and the <c>Event</c> of MinIO's Redis target in its format
/// <c>access</c>.
/// </summary>
/// <remarks>Sources: AWS CLI Command Reference, "receive-message"; entries that MinIO's Redis target of 2026-02-12 wrote.</remarks>
internal static class ListReader
{
    /// <summary>Reads the list, if the object has one.</summary>
    public static bool TryRead(NotificationContent content, JsonText messages, JsonText events)
    {
        if (messages.Type == System.Text.Json.JsonTokenType.StartArray)
        {
            DocumentReader.ReadPart(content, messages.Range, new JsonPath("$.Messages"), NotificationWrappings.None);
            return true;
        }

        if (events.Type == System.Text.Json.JsonTokenType.StartArray)
        {
            DocumentReader.ReadPart(content, events.Range, new JsonPath("$.Event"), NotificationWrappings.None);
            return true;
        }

        return false;
    }
}
