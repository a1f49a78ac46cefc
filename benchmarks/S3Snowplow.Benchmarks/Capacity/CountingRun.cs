using System.Globalization;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Capacity;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>What it costs to find the pipeline of an object event, to add its entity and to count its bytes, beside what the relay does with the event otherwise.</summary>
internal static class CountingRun
{
    private const int Pipelines = 100;

    // As the answer to a batch settles them.
    private const int AtATime = 100;

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
        List<(double Relay, double Capacity, double Journal)> rounds = [];
        for (int round = -2; round < (quick ? 2 : 15); round++)
        {
            double relayed = await CostAsync(events, () => relay.RunAsync(bodies, events));
            double counted = await CountAsync(objects, live, journal: null);
            string folder = Directory.CreateTempSubdirectory("journal").FullName;
            double written = await CountAsync(objects, live, folder);
            Directory.Delete(folder, recursive: true);
            if (round >= 0)
            {
                rounds.Add((relayed, counted, written));
            }
        }

        double[] ratios = [.. rounds.Select(round => round.Capacity / round.Relay).Order()];
        Console.WriteLine($"| {Pipelines} pipelines | CPU µs/event |");
        Console.WriteLine("|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the relay, from notification to settled | {Median(rounds.Select(round => round.Relay)):F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| resolve, entity and counters | {Median(rounds.Select(round => round.Capacity)):F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the same with a journal, 100 notifications at a time | {Median(rounds.Select(round => round.Journal)):F2} |"));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Capacity / relay: **{Median(ratios):F2}** ({ratios[0]:F2} to {ratios[^1]:F2}); must: at most 0.20. With a journal: {Median(rounds.Select(round => round.Journal / round.Relay)):F2}."));
        Console.WriteLine();
    }

    public static double Median(IEnumerable<double> values) => Service.ServiceProgram.Median(values);

    // On a clock that stands, since only what is done for an event is measured.
    private static async Task<double> CountAsync(ObjectEvent[] objects, LiveBands live, string? journal)
    {
        var time = new Testing.ManualTimeProvider(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero));
        using var counters = new ReceivedCounters(live, new ReceivedCounterOptions { JournalFolder = journal }, time);
        var provider = new PipelineEntityProvider(live);
        List<SelfDescribingJson> entities = [];
        double cost = await CostAsync(objects.Length, async () =>
        {
            var settled = new Task[AtATime];
            for (int i = 0; i < objects.Length; i += AtATime)
            {
                for (int at = 0; at < AtATime; at++)
                {
                    entities.Clear();
                    provider.AddEntities(objects[i + at], entities);
                    ValueTask told = counters.OnSettledAsync(new SettledNotification([objects[i + at]], [], []));
                    settled[at] = told.IsCompletedSuccessfully ? Task.CompletedTask : told.AsTask();
                }

                await Task.WhenAll(settled);
            }
        });
        return counters.Statistics.Counted == objects.Length ? cost : throw new InvalidOperationException($"{objects.Length} object events were counted as {counters.Statistics}.");
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
