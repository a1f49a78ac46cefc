using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>A POST to its durability, while the spool is relayed, beside what the disk commits: the same bytes appended to a file and flushed, as many at once.</summary>
internal static class SpoolRun
{
    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        using var wrk = new Wrk();
        TimeSpan time = TimeSpan.FromSeconds(quick ? 1 : 4);
        int size = SampleNotifications.Make(1, records: 1)[0].Length;
        string folder = Directory.CreateTempSubdirectory("s3snowplow-spool-").FullName;
        List<(Load Load, double Group, double Raw)> rounds = [];
        try
        {
            await using (WebApplication app = await WebhookServer.StartAsync(collector.Address, relay => relay.AddSpool(spool => spool.Directory = folder)))
            {
                var spool = app.Services.GetRequiredService<NotificationSpool>();
                Uri webhook = WebhookServer.Address(app, "/s3");
                await wrk.PostAsync(webhook, time);
                for (int round = 0; round < (quick ? 2 : 9); round++)
                {
                    await EmptyAsync(spool);
                    long commits = spool.Store.CommitsOfAdditions;
                    Load load = await wrk.PostAsync(webhook, time);
                    double group = (double)load.Requests / (spool.Store.CommitsOfAdditions - commits);
                    await EmptyAsync(spool);
                    double raw = RawCommits(Path.Combine(folder, "raw"), (int)(group * size), time) * group;
                    rounds.Add((load, group, raw));
                }

                await app.StopAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine($"| spool, {Wrk.Connections} connections | notifications/s | in one commit | p50, ms | p99, ms |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        double[] Of(Func<(Load Load, double Group, double Raw), double> value) => [.. rounds.Select(value)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| webhook with a spool, answered when durable | {ServiceProgram.Median(Of(one => one.Load.PerSecond)):N0} | {ServiceProgram.Median(Of(one => one.Group)):F0} | {ServiceProgram.Median(Of(one => one.Load.MedianLatency)):F2} | {ServiceProgram.Median(Of(one => one.Load.SlowLatency)):F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| append the same to a file, `fsync` | {ServiceProgram.Median(Of(one => one.Raw)):N0} | as many | | |"));
        double[] ratios = [.. Of(one => one.Load.PerSecond / one.Raw).Order()];
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Spool / raw commits: **{ServiceProgram.Median(ratios):F2}** ({ratios[0]:F2} to {ratios[^1]:F2}); must: 0.5."));
        Console.WriteLine();
    }

    private static async Task EmptyAsync(NotificationSpool spool)
    {
        while (spool.Count > 0)
        {
            await Task.Delay(10);
        }
    }

    private static double RawCommits(string path, int bytes, TimeSpan time)
    {
        byte[] group = new byte[bytes];
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        long started = Stopwatch.GetTimestamp();
        int commits = 0;
        for (; Stopwatch.GetElapsedTime(started) < time; commits++)
        {
            file.Write(group);
            file.Flush(flushToDisk: true);
        }

        return commits / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
