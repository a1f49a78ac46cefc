namespace S3Snowplow.Reading;

/// <summary>
/// Recognises <c>s3:TestEvent</c>, which S3 sends to a queue or topic each time a bucket's notifications are configured. It is counted
/// and acknowledged: left in a queue it would come back for ever.
/// </summary>
/// <remarks>Source: Amazon S3 User Guide, "Event message structure". It has no <c>Records</c>, and may come wrapped like any notification.</remarks>
internal static class TestEventReader
{
    public static bool TryRead(ReadOnlySpan<byte> document, NotificationContent content, JsonText testEvent)
    {
        if (!testEvent.Equals(document, "s3:TestEvent"u8))
        {
            return false;
        }

        content.AddTestEvent();
        return true;
    }
}
