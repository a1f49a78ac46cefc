using S3Snowplow.Benchmarks.Capacity;
using S3Snowplow.Capacity;

namespace S3Snowplow.RelayArm;

/// <summary>The relay that is measured, with all that knowing capacities adds to an event: its pipeline is found, sent as an entity, and its bytes are counted before its source is told.</summary>
internal static class ArmRelay
{
    private const int Pipelines = 10_000;

    // Fewer than the bodies that come over and over: each is new again when it returns.
    private const int Remembered = 15_000;

    /// <summary>Makes it.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="arguments">A folder for the journal, or nothing.</param>
    public static ObjectEventRelay Create(RelayOptions options, string[] arguments)
    {
        var bands = new LiveBands(CapacityBands.Parse(SampleBands.Yaml(Pipelines), "bands.yml"));
        var counters = new ReceivedCounters(bands, new ReceivedCounterOptions { MaxTrackedEventIds = Remembered, JournalFolder = arguments.FirstOrDefault() });
        return new ObjectEventRelay(options, entityProviders: [new PipelineEntityProvider(bands)], settledObservers: [counters]);
    }
}
