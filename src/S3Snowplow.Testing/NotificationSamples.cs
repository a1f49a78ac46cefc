namespace S3Snowplow.Testing;

/// <summary>
/// Notifications of every shape that a relay meets, byte for byte as their emitters send them, for tests of relays and of what stands behind them.
/// </summary>
/// <remarks>
/// Written for this project after the emitters' documentation and source and, for Ceph, after what a running gateway sent; every identifier,
/// address and signature in them is made up. An SQS batch counts here as one document, although each of its messages is settled on its own.
/// </remarks>
public static partial class NotificationSamples
{
    // Lazy, because the parts of this class are initialized in no defined order.
    private static readonly Lazy<IReadOnlyList<NotificationSample>> Every = new(() =>
        [.. OfAmazonS3, .. OfValues, .. OfEventBridge, .. OfWrapped, .. OfOtherStores]);

    /// <summary>Every sample that holds a notification, including those of which a part is damaged.</summary>
    public static IReadOnlyList<NotificationSample> All => Every.Value;

    private static NotificationSample Read(string name, string description, int events = 1, int testEvents = 0, int problems = 0)
    {
        string resource = $"Notifications/{name}.json";
        using Stream stream = typeof(NotificationSamples).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded in this assembly.");
        byte[] body = new byte[stream.Length];
        stream.ReadExactly(body);
        return new NotificationSample(name, description, body, events, testEvents, problems);
    }
}
