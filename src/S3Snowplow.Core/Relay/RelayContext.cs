using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Clouds;
using S3Snowplow.Reading.Stores;

namespace S3Snowplow;

/// <summary>What all deliveries of a relay share.</summary>
internal sealed record RelayContext(
    RelayOptions Options,
    IScopedDelivery Delivery,
    IObjectEventMapper Mapper,
    IReadOnlyList<IEntityProvider> EntityProviders,
    IReadOnlyList<IObjectEventObserver> Observers,
    IReadOnlyList<ISettledObserver> SettledObservers,
    RelayMetrics Metrics,
    TimeProvider Time,
    ILogger Logger)
{
    private readonly ConfiguredShape[] _shapes = ConfiguredShape.Of(Options.Shapes);

    /// <summary>What the settings say of keys, made once.</summary>
    public KeyEncodings KeyEncodings { get; } = KeyEncodings.Of(Options.KeyEncodings);

    /// <summary>Reads a notification as the settings say.</summary>
    public void Read(Notification notification, NotificationContent content)
    {
        content.KeepsPersonalData = Options.SendPersonalData;
        content.Shapes = _shapes;
        content.KeyEncodings = KeyEncodings;
        content.Clock = Time;
        content.ReceivedAt = notification.ReceivedAt;
        NotificationReader.Read(notification.Body, content);
    }
}
