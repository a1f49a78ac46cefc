using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// Takes the original event out of the record that AWS Lambda sends to an on-failure destination, so that a relay can replay what a
/// function of its own could not deliver.
/// </summary>
/// <remarks>Source: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".</remarks>
internal static class LambdaDestinationReader
{
    internal ref struct Fields
    {
        public bool HasContext;
        public JsonText Payload;
    }

    /// <summary>Takes a member of the record; <see langword="false"/>, and nothing is read, where the member is of another name.</summary>
    public static bool Take(Member member, ref Utf8JsonReader reader, ref Fields fields)
    {
        switch (member)
        {
            case Member.RequestContext:
                fields.HasContext = true;
                reader.Skip();
                return true;
            case Member.RequestPayload:
                fields.Payload = JsonText.Take(ref reader);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads the payload if this is such a record.</summary>
    public static bool TryRead(NotificationContent content, in Fields fields)
    {
        if (!fields.HasContext || fields.Payload.IsNone)
        {
            return false;
        }

        DocumentReader.ReadPart(content, fields.Payload.PartRange, new JsonPath("$.requestPayload"), NotificationWrappings.LambdaDestination);
        return true;
    }
}
