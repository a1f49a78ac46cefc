using System.Globalization;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Capacity;
using S3Snowplow.Events;
using S3Snowplow.Notifications;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>What it costs to find the pipeline of an object event, to add its entity and to count its bytes, beside what the relay does with the event otherwise.</summary>
internal static class MonitorRun
{
    private const int Pipelines = 100;

    public static async Task RunAsync(Uri collector, bool quick)
    {
        int events = quick ? 10_000 : 100_000;
        ReadOnlyMemory<byte>[] bodies = SampleNotifications.Make(events, records: 1);
        ObjectEvent[] objects = [.. bodies.Select(Read)];
        var live = new LiveBands(CapacityBands.Parse(SampleBands.Yaml(Pipelines), "bands.yml"));
        if (objects.Any(one => live.Current!.Resolve(one.Bucket, one.Key) is null))
        {
            throw new InvalidOperationException("Not each object of the sample has a pipeline.");
        }

        await using var relay = new RelayArm(collector);
        await relay.RunAsync(bodies, events);
        List<(double Relay, double Capacity)> rounds = [];
        for (int round = -2; round < (quick ? 2 : 15); round++)
        {
            double relayed = await CostAsync(events, () => relay.RunAsync(bodies, events));
            using ThroughputMonitor monitor = Monitor(live);
            double counted = await CostAsync(events, () =>
            {
                Count(objects, monitor, new PipelineEntityProvider(live));
                return Task.CompletedTask;
            });
            if (monitor.Statistics.Counted != events)
            {
                throw new InvalidOperationException($"{events} object events were counted as {monitor.Statistics}.");
            }

            if (round >= 0)
            {
                rounds.Add((relayed, counted));
            }
        }

        double[] ratios = [.. rounds.Select(round => round.Capacity / round.Relay).Order()];
        Console.WriteLine($"| {Pipelines} pipelines | CPU µs/event |");
        Console.WriteLine("|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the relay, from notification to settled | {Median(rounds.Select(round => round.Relay)):F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| resolve, entity and monitor | {Median(rounds.Select(round => round.Capacity)):F2} |"));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Capacity / relay: **{Median(ratios):F2}** ({ratios[0]:F2} to {ratios[^1]:F2}); must: at most 0.20."));
        Console.WriteLine();
    }

    public static double Median(IEnumerable<double> values) => Service.ServiceProgram.Median(values);

    private static void Count(ObjectEvent[] objects, ThroughputMonitor monitor, PipelineEntityProvider provider)
    {
        List<SelfDescribingJson> entities = [];
        foreach (ref readonly ObjectEvent one in objects.AsSpan())
        {
            entities.Clear();
            monitor.OnObjectEvent(one);
            provider.AddEntities(one, entities);
        }
    }

    // Beside the sample's time, so that nothing is too late; on a clock that stands, since only what is done for an event is measured.
    private static ThroughputMonitor Monitor(LiveBands live)
    {
        var time = new Testing.ManualTimeProvider(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero));
        var monitor = new ThroughputMonitor(live, timeProvider: time);
        monitor.SetCapacities([.. live.Current!.Pipelines.Select(pipeline => new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, time.GetUtcNow(), CapacityOrigin.File, "r"))]);
        return monitor;
    }

    private static ObjectEvent Read(ReadOnlyMemory<byte> body)
    {
        var content = new NotificationContent();
        NotificationReader.Read(body, content);
        return content[0];
    }

    private static async Task<double> CostAsync(int events, Func<Task> work)
    {
        GC.Collect();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / events;
    }
}
