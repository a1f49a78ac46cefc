using System.Globalization;
using Microsoft.AspNetCore.Builder;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>Bodies of a hundred records, some 87 KB each: a large object each, if they were copied. What counts is how often everything is collected, and the processor time of this process.</summary>
internal static class LargeBodyRun
{
    private const int Records = 100;

    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        using var wrk = new Wrk(bodies: 200, Records);
        await using WebApplication app = await WebhookServer.StartAsync(collector.Address);
        (Uri drop, Uri webhook) = (WebhookServer.Address(app, "/drop"), WebhookServer.Address(app, "/s3"));
        TimeSpan time = TimeSpan.FromSeconds(quick ? 1 : 4);
        for (int i = 0; i < 2; i++)
        {
            await wrk.PostAsync(drop, time);
            await wrk.PostAsync(webhook, time);
        }

        List<(Cost Drop, Cost Webhook)> rounds = [];
        for (int round = 0; round < (quick ? 2 : 5); round++)
        {
            Cost dropped = await MeasureAsync(wrk, drop, time);
            CollectorCount before = await collector.CountAsync();
            Cost relayed = await MeasureAsync(wrk, webhook, time);
            long received = (await collector.CountAsync() - before).Events;
            long sent = relayed.Load.Requests * Records;
            rounds.Add(received >= sent && received <= sent + (Wrk.Connections * Records) ? (dropped, relayed)
                : throw new InvalidOperationException($"{relayed.Load.Requests} requests of {Records} records were answered with 200, and the collector counted {received} events."));
        }

        Console.WriteLine($"| bodies of {Records} records, {Wrk.Connections} connections | requests/s | p50, ms | p99, ms | CPU µs/request | full collections/s |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        Print("reads the body and drops it", rounds.Select(round => round.Drop));
        Print("`MapS3Notifications`, answered when delivered", rounds.Select(round => round.Webhook));
        double[] ratios = [.. rounds.Select(round => round.Drop.CpuPerRequest / round.Webhook.CpuPerRequest).Order()];
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Webhook / drop by processor time: **{ServiceProgram.Median(ratios):F2}** ({ratios[0]:F2} to {ratios[^1]:F2}). Full collections: must be 0 a second."));
        Console.WriteLine();
    }

    /// <summary>Posts for a while, and says what it cost this process, in which the endpoints are.</summary>
    internal static async Task<Cost> MeasureAsync(Wrk wrk, Uri address, TimeSpan time)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        int collections = GC.CollectionCount(2);
        Load load = await wrk.PostAsync(address, time);
        return new Cost(load, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / load.Requests, (GC.CollectionCount(2) - collections) / time.TotalSeconds);
    }

    private static void Print(string name, IEnumerable<Cost> costs)
    {
        Cost[] all = [.. costs];
        double Median(Func<Cost, double> value) => ServiceProgram.Median(all.Select(value));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(one => one.Load.PerSecond):N0} | {Median(one => one.Load.MedianLatency):F2} | {Median(one => one.Load.SlowLatency):F2} | {Median(one => one.CpuPerRequest):F1} | {Median(one => one.FullCollections):F1} |"));
    }

    /// <summary>What a load cost.</summary>
    /// <param name="Load">The load.</param>
    /// <param name="CpuPerRequest">Microseconds of processor time a request.</param>
    /// <param name="FullCollections">A second.</param>
    internal sealed record Cost(Load Load, double CpuPerRequest, double FullCollections);
}
