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
    IEntityProvider[] EntityProviders,
    IObjectEventObserver[] Observers,
    ISettledObserver[] SettledObservers,
    RelayMetrics Metrics,
    TimeProvider Time,
    ILogger Logger)
{
    private readonly ConfiguredShape[] _shapes = ConfiguredShape.Of(Options.Shapes);

    /// <summary>What the settings say of keys, made once.</summary>
    public KeyEncodings KeyEncodings { get; } = KeyEncodings.Of(Options.KeyEncodings);

    /// <summary>Chooses the layout and the entities by the settings, and logs what was chosen.</summary>
    public static RelayContext Of(
        RelayOptions options,
        IScopedDelivery delivery,
        IObjectEventMapper? mapper,
        IEnumerable<IEntityProvider>? entityProviders,
        IEnumerable<IObjectEventObserver>? observers,
        IEnumerable<ISettledObserver>? settledObservers,
        RelayMetrics metrics,
        TimeProvider time,
        ILogger logger,
        string? sink)
    {
        mapper ??= ObjectEventMappers.For(IgluUri.Parse(options.EventSchema));
        IObjectEventMapper chosen = PrivateKeyMapper.Behind(mapper);
        bool isCentral = chosen is IgluCentralMapper;
        string layout = isCentral ? "Iglu Central" : chosen is ObjectEventMapper ? "S3Snowplow" : chosen.GetType().Name;
        Log.RelayStarted(logger, sink ?? CollectorAddress.WithoutSecrets(options.CollectorUri!), mapper.Schema.Text, layout, options.AppId);
        IEntityProvider[] providers = options.SendEntities ?? !isCentral ? PrivateKeyEntities.Before(entityProviders ?? [], options) : [];
        return new RelayContext(options, delivery, PrivateKeyMapper.Before(mapper, options), providers, [.. observers ?? []], [.. settledObservers ?? []], metrics, time, logger);
    }

    /// <summary>Shows an object event to the observers.</summary>
    public void Observe(in ObjectEventView objectEvent)
    {
        foreach (IObjectEventObserver observer in Observers)
        {
            try
            {
                observer.OnObjectEvent(objectEvent);
            }
#pragma warning disable CA1031 // Protects the relay from its observers.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.ObserverFailed(Logger, exception);
            }
        }
    }

    /// <summary>Puts the entities of an object event in the place of those that are there.</summary>
    public void AddEntities(in ObjectEventView objectEvent, List<SelfDescribingJson> entities)
    {
        entities.Clear();
        foreach (IEntityProvider provider in EntityProviders)
        {
            provider.AddEntities(objectEvent, entities);
        }
    }

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
