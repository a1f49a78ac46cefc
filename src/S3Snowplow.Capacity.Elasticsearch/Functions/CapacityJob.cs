using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using S3Snowplow.Delivery;
using S3Snowplow.Events;

namespace S3Snowplow.Capacity;

/// <summary>
/// Sends the capacities as they are now: the change of each, and its heartbeat of the present slot. Both have derived ids, so a run that is repeated sends the same again.
/// </summary>
internal sealed class CapacityJob(BandsAddress bands, TimeSpan heartbeatInterval, CapacityEvents events, TimeProvider time, ILogger logger)
{
    /// <summary>Reads, sends, and waits until all is delivered.</summary>
    /// <returns>What was not delivered, for people; <see langword="null"/> where all was.</returns>
    public async Task<string?> RunAsync(IEventEmitter emitter, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        BandsVersion version;
        try
        {
            version = await bands.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or BandsException)
        {
            return $"No capacities were sent. {exception.Message}";
        }

        DateTimeOffset slot = new(time.GetUtcNow().UtcTicks / heartbeatInterval.Ticks * heartbeatInterval.Ticks, TimeSpan.Zero);
        SnowplowEvent[] all =
        [
            .. version.Bands.Pipelines
                .Select(pipeline => new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, version.EffectiveFrom, version.Origin, version.Revision))
                .SelectMany(capacity => new[] { events.Change(capacity), events.Heartbeat(capacity, slot) }),
        ];
        TimeSpan deadline = left();
        using var scope = new DeliveryScope(deadline > TimeSpan.Zero ? deadline : TimeSpan.Zero, time, all.Length);
        await emitter.EnqueueAsync(all, scope, cancellationToken).ConfigureAwait(false);
        scope.Seal();
        await scope.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        EventOutcome[] failed = [.. scope.Outcomes.Where(outcome => outcome.Outcome != DeliveryOutcome.Delivered)];
        if (failed.Length > 0)
        {
            return $"{failed.Length} of {all.Length} events processor_capacity were not delivered; the first is {failed[0].Outcome}: {failed[0].Reason}";
        }

        Log.CapacitiesSent(logger, version.Bands.Pipelines.Count, version.EffectiveFrom, version.Revision);
        return null;
    }
}
