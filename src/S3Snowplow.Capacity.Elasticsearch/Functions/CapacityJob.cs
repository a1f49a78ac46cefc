using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Elasticsearch.Diagnostics;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>
/// Sends the capacities as they are now: the change of each, and its heartbeat of the present slot. Both have derived ids, so a run that is repeated sends the same again.
/// </summary>
internal sealed class CapacityJob(TimeSpan heartbeatInterval, CapacityEvents events, TimeProvider time, ILogger logger)
{
    /// <summary>Sends, and waits until all is delivered.</summary>
    /// <returns>What was not delivered, for people; <see langword="null"/> where all was.</returns>
    public async Task<string?> RunAsync(BandsVersion version, IEventEmitter emitter, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        DateTimeOffset slot = new(time.GetUtcNow().UtcTicks / heartbeatInterval.Ticks * heartbeatInterval.Ticks, TimeSpan.Zero);
        SnowplowEvent[] all =
        [
            .. version.Bands.Pipelines
                .Select(pipeline => new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, version.EffectiveFrom, version.Origin, version.Revision) { Inputs = pipeline.Inputs, Owner = pipeline.Owner })
                .SelectMany(capacity => new[] { events.Change(capacity), events.Heartbeat(capacity, slot) }),
        ];
        string? problem = await EventDelivery.SendAsync(emitter, all, "processor_capacity", left(), cancellationToken).ConfigureAwait(false);
        if (problem is null)
        {
            Log.CapacitiesSent(logger, version.Bands.Pipelines.Count, version.EffectiveFrom, version.Revision);
        }

        return problem;
    }
}
