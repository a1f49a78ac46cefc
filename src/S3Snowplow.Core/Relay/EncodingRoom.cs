using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>What reading and encoding notifications needs, used again for the next ones. For one thread at a time.</summary>
internal sealed class EncodingRoom
{
    // Enough for several batches; a notification of more events is handed over in parts.
    private const int MostBytes = 256 * 1024;

    /// <summary>What a notification held, where it is read whole.</summary>
    public NotificationContent Content { get; } = new();

    /// <summary>The indices in <see cref="Content"/> of the events that are to be sent, and the next of them.</summary>
    public List<int> ToSend { get; } = [];

    public int NextToSend { get; set; }

    /// <summary>Reads notifications about which nothing is unusual.</summary>
    public PlainRecordScanner Plain { get; } = new();

    /// <summary>Shows them to observers and entity providers.</summary>
    public PlainViews Views { get; } = new();

    /// <summary>The entities of one event.</summary>
    public List<SelfDescribingJson> Entities { get; } = [];

    /// <summary>Writes them; those of other events are often the same.</summary>
    public PreparedEntities Prepared { get; } = new();

    /// <summary>What is encoded and not handed over yet.</summary>
    public EncodedEvents Events { get; } = new();

    /// <summary>Whether it is time to hand over what is encoded.</summary>
    /// <param name="mostEvents">How many events are handed over at once.</param>
    public bool IsFull(int mostEvents) => Events.Count >= mostEvents || Events.Parameters.Length >= MostBytes;
}
