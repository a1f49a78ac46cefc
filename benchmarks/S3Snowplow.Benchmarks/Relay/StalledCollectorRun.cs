using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>Memory while the collector takes requests and never answers: the queue is full, producers wait, attempts time out and are made again.</summary>
internal static class StalledCollectorRun
{
    private const int Producers = 4;

    public static async Task RunAsync(bool quick)
    {
        await using CollectorProcess collector = await CollectorProcess.StartAsync(stalls: true);
        RelayOptions options = EmitArm.Settings(collector.Address);
        options.Delivery.RequestTimeout = TimeSpan.FromSeconds(1);
        options.Delivery.DrainTimeout = TimeSpan.Zero;
        await using var emitter = new BufferedEventEmitter(options);
        await using var encoder = new EmitArm(collector.Address);
        using var stop = new CancellationTokenSource();
        Console.WriteLine($"Stalled collector, queue of {options.Delivery.QueueCapacity} events, {Producers} producers waiting:");
        await WatchAsync(emitter, encoder, stop, quick);
    }

    private static async Task WatchAsync(BufferedEventEmitter emitter, EmitArm encoder, CancellationTokenSource stop, bool quick)
    {
        ObjectEvent[] objectEvents = RelayProgram.Read(SampleNotifications.Make(1_000, records: 1));
        Task[] producers = [.. Enumerable.Range(0, Producers).Select(_ => ProduceAsync(emitter, encoder, objectEvents, stop.Token))];

        Console.WriteLine();
        Console.WriteLine("| s | events held | managed heap, MB |");
        Console.WriteLine("|---:|---:|---:|");
        TimeSpan step = TimeSpan.FromSeconds(quick ? 0.5 : 3);
        for (int i = 1; i <= (quick ? 3 : 6); i++)
        {
            await Task.Delay(step, TimeProvider.System);
            double heap = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
            Console.WriteLine(FormattableString.Invariant($"| {i * step.TotalSeconds:F1} | {emitter.Statistics.Pending:N0} | {heap:F1} |"));
        }

        await stop.CancelAsync();
        await Task.WhenAll(producers);
        Console.WriteLine();
    }

    private static async Task ProduceAsync(BufferedEventEmitter emitter, EmitArm encoder, ObjectEvent[] objectEvents, CancellationToken cancellationToken)
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        try
        {
            for (int i = 0; ; i++)
            {
                await emitter.EnqueueAsync(encoder.Encode(objectEvents[i % objectEvents.Length]), scope, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
