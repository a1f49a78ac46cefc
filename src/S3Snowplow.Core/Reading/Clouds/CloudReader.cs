namespace S3Snowplow.Reading.Clouds;

/// <summary>
/// Looks a second time at an object that has no shape of S3: recognises the worlds of other clouds by their members, and last the shapes of the settings. The shapes
/// of S3 never come here, so they cost no more for it.
/// </summary>
internal static class CloudReader
{
    /// <summary>Reads an object of the current document; <see langword="false"/>, and nothing read, where it is of no known shape.</summary>
    public static bool TryRead(NotificationContent content, ReadOnlySpan<byte> document, int start, int end) =>
        TryRead(new CloudObject(content, document[start..end], start, JsonPath.Root));

    /// <summary>As <see cref="TryRead(NotificationContent, ReadOnlySpan{byte}, int, int)"/>, for an element of the list <c>Records</c>.</summary>
    public static bool TryReadRecord(NotificationContent content, ReadOnlySpan<byte> document, int start, int end, int index) =>
        TryRead(new CloudObject(content, document[start..end], start, new JsonPath("$.Records", index)))
        || ConfiguredShapeReader.TryReadRecord(content, document, start, end, index);

    /// <summary>Reads an object of another world, wherever it stands.</summary>
    public static bool TryRead(in CloudObject found)
    {
        try
        {
            CloudMembers members = CloudMemberNames.Of(found.Json);
            return (members != CloudMembers.None && TryReadKnown(found, members)) || ConfiguredShapeReader.TryRead(found);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // A string whose bytes or escapes are not text (DecoderFallbackException is an ArgumentException). Its siblings are fine.
            found.AddProblem(NotificationProblemKind.InvalidRecord, default, "", "a string of the event is not text: its bytes or escapes are not UTF-8");
            return true;
        }
    }

    // The order of recognition: the first that fits wins. What is surest comes first, wrappings that say little of what they hold come last.
    private static bool TryReadKnown(in CloudObject found, CloudMembers members) =>
        (Has(members, CloudMembers.EventTypeOfIbm | CloudMembers.Key | CloudMembers.Message) && SeaweedFsReader.TryRead(found))
        || (Has(members, CloudMembers.EventTypeOfIbm | CloudMembers.BucketName) && IbmCosReader.TryRead(found, ""))
        || (Has(members, CloudMembers.Notification | CloudMembers.Operation) && IbmCosReader.TryRead(found, "notification."))
        || (Has(members, CloudMembers.Action | CloudMembers.Bucket | CloudMembers.Object) && CloudflareR2Reader.TryRead(found))
        || (Has(members, CloudMembers.Events) && EventListReader.TryRead(found))
        || (Has(members, CloudMembers.Cos | CloudMembers.Event) && TencentCosReader.TryRead(found))
        || (Has(members, CloudMembers.Obs) && HuaweiObsReader.TryRead(found))
        || (Has(members, CloudMembers.Oss) && AlibabaOssReader.TryReadRecord(found))
        || (Has(members, CloudMembers.Detail) && JdCloudOssReader.TryRead(found))
        || (Has(members, CloudMembers.EventType) && TryReadEventType(found))
        || (Has(members, CloudMembers.SpecVersion) && CloudEventsReader.TryRead(found))
        || (Has(members, CloudMembers.CloudEventsVersion) && CloudEventsReader.TryRead(found))
        || (Has(members, CloudMembers.ReceivedMessages) && PubSubReader.TryReadPulled(found))
        || (Has(members, CloudMembers.TopicUrn | CloudMembers.Message) && HuaweiSmnReader.TryRead(found))
        || (Has(members, CloudMembers.Message) && PubSubReader.TryReadPushed(found))
        || ((members & (CloudMembers.Attributes | CloudMembers.MessageId)) != CloudMembers.None && PubSubReader.TryReadMessage(found))
        || ((members & (CloudMembers.Messages | CloudMembers.Result)) != CloudMembers.None && CloudflareQueueReader.TryRead(found))
        || (Has(members, CloudMembers.Kind) && GoogleStorageReader.TryReadResource(found))
        || (Has(members, CloudMembers.ConfirmationUrl)
            && found.AddForeign("a confirmation of Oracle's Notifications, whose subscription is confirmed by opening its address,"));

    // Event Grid's own schema, Oracle's envelope, a single event of B2.
    private static bool TryReadEventType(in CloudObject found) =>
        AzureBlobReader.TryRead(found, "eventType", "topic", "eventTime")
        || OracleObjectStorageReader.TryRead(found)
        || BackblazeB2Reader.TryRead(found);

    private static bool Has(CloudMembers members, CloudMembers wanted) => (members & wanted) == wanted;
}
