using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;

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
    ILogger Logger);
