using System.Globalization;
using Microsoft.AspNetCore.Builder;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>A POST to its delivery, without a spool, beside an endpoint that reads and drops the same bodies.</summary>
internal static class WebhookRun
{
    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        using var wrk = new Wrk();
        await using WebApplication app = await WebhookServer.StartAsync(collector.Address);
        (Uri drop, Uri webhook) = (WebhookServer.Address(app, "/drop"), WebhookServer.Address(app, "/s3"));
        TimeSpan time = TimeSpan.FromSeconds(quick ? 1 : 4);
        await wrk.PostAsync(drop, time);
        await wrk.PostAsync(webhook, time);

        List<(Load Drop, Load Webhook, double EventsPerPost)> rounds = [];
        List<double> byCpu = [];
        for (int round = 0; round < (quick ? 2 : 9); round++)
        {
            LargeBodyRun.Cost dropped = await LargeBodyRun.MeasureAsync(wrk, drop, time);
            CollectorCount before = await collector.CountAsync();
            LargeBodyRun.Cost posted = await LargeBodyRun.MeasureAsync(wrk, webhook, time);
            Load relayed = posted.Load;
            byCpu.Add(dropped.CpuPerRequest / posted.CpuPerRequest);
            CollectorCount got = await collector.CountAsync() - before;
            long received = got.Events;

            // Those under way when the load ends are delivered without being answered.
            rounds.Add(received >= relayed.Requests && received <= relayed.Requests + Wrk.Connections ? (dropped.Load, relayed, (double)got.Events / got.Posts)
                : throw new InvalidOperationException($"{relayed.Requests} requests were answered with 200, and the collector counted {received} events."));
        }

        Console.WriteLine($"| webhook, {Wrk.Connections} connections | requests/s | p50, ms | p99, ms |");
        Console.WriteLine("|---|---:|---:|---:|");
        Print("reads the body and drops it", rounds.Select(round => round.Drop));
        Print("`MapS3Notifications`, answered when delivered", rounds.Select(round => round.Webhook));
        double[] ratios = [.. rounds.Select(round => round.Webhook.PerSecond / round.Drop.PerSecond).Order()];
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Events in one request to the collector: {ServiceProgram.Median(rounds.Select(round => round.EventsPerPost)):F1}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Webhook / drop: **{ServiceProgram.Median(ratios):F2}** ({ratios[0]:F2} to {ratios[^1]:F2}); must: 0.5. By processor time: **{ServiceProgram.Median(byCpu):F2}**."));
        Console.WriteLine();
    }

    private static void Print(string name, IEnumerable<Load> loads)
    {
        Load[] all = [.. loads];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {ServiceProgram.Median(all.Select(load => load.PerSecond)):N0} | {ServiceProgram.Median(all.Select(load => load.MedianLatency)):F2} | {ServiceProgram.Median(all.Select(load => load.SlowLatency)):F2} |"));
    }
}
