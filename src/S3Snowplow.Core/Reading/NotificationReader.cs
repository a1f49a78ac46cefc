namespace S3Snowplow.Reading;

/// <summary>
/// Reads object events out of notification bytes, whatever store wrote them and whatever carried them here.
/// </summary>
/// <remarks>
/// <para>A record is recognised by its members, wherever it stands: alone, in an array, in a list of records (record versions 2.x; Amazon S3, MinIO, RustFS, Ceph, StorageGRID and
/// look-alikes), as an EventBridge event with or without a detail-type, or anywhere inside of JSON that is otherwise unknown. What wraps it is taken off, recursively (at most
/// <see cref="MaxWrappings"/> levels): SNS as Lambda, SQS and HTTP endpoints receive it, messages of SQS (of a batch, of an array, of <c>receive-message</c>), HTTP requests as function
/// URLs, API Gateways and load balancers hand them over, a Lambda on-failure destination record, a JSON string. <c>s3:TestEvent</c> is counted. An event of AWS that is about no object is a
/// problem that names it.</para>
/// <para>Where none of these fits, other worlds are looked for: Google Cloud Storage, Azure Blob Storage, Cloudflare R2, Backblaze B2, IBM, Oracle, Alibaba, Tencent, Huawei, JD, the filer of SeaweedFS,
/// the carriers Pub/Sub and CloudEvents, base64 of JSON, and last the shapes of <see cref="RelayOptions.Shapes"/>. See <c>docs/stores.md</c>.</para>
/// <para>Never throws for content: what cannot be read becomes a <see cref="NotificationProblem"/>, its siblings are read all the same. Documents
/// may stand one behind the other; one that is not JSON from its first byte to its last yields no events at all. Unknown members and newer record versions are
/// ignored, as Amazon S3's documentation of the event message structure asks of applications.</para>
/// </remarks>
public static class NotificationReader
{
    /// <summary>How many wrappings are taken off before a notification is a problem: 16.</summary>
    public const int MaxWrappings = 16;

    /// <summary>How deep one document's JSON may nest: 64 levels.</summary>
    public const int MaxJsonDepth = 64;

    /// <summary>Reads a notification into a new <see cref="NotificationContent"/>.</summary>
    /// <param name="notification">The bytes as delivered: UTF-8 JSON, a byte order mark and white space around it allowed.</param>
    public static NotificationContent Read(ReadOnlyMemory<byte> notification)
    {
        var content = new NotificationContent();
        Read(notification, content);
        return content;
    }

    /// <summary>
    /// Reads a notification into <paramref name="content"/>, whose former content is given up. With a content that is used again and
    /// again, reading allocates nothing but the strings of the object events.
    /// </summary>
    /// <param name="notification">The bytes as delivered: UTF-8 JSON, a byte order mark and white space around it allowed.</param>
    /// <param name="content">Takes the result. Not for several threads at once.</param>
    public static void Read(ReadOnlyMemory<byte> notification, NotificationContent content)
    {
        ArgumentNullException.ThrowIfNull(content);

        content.Begin(notification);
        DocumentReader.Read(content);
        content.End();
    }

    /// <summary>Reads one document that must be wholly readable.</summary>
    /// <param name="notification">The bytes as delivered.</param>
    /// <returns>The object events; empty for a test event or an empty list of records.</returns>
    /// <exception cref="NotificationFormatException">A part could not be read; the exception has the first problem.</exception>
    public static IReadOnlyList<ObjectEvent> ReadStrict(ReadOnlyMemory<byte> notification)
    {
        NotificationContent content = Read(notification);
        return content.Problems.Count == 0 ? content.ObjectEvents.ToArray() : throw new NotificationFormatException(content.Problems[0]);
    }
}
