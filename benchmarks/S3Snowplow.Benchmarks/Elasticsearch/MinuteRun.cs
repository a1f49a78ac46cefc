using System.Diagnostics;
using System.Globalization;
using S3Snowplow.Benchmarks.Capacity;
using S3Snowplow.Capacity;

namespace S3Snowplow.Benchmarks.Elasticsearch;

/// <summary>A run of a minute at a thousand events a second: pages, bytes and the processor time of this process, the server of the prepared pages included.</summary>
internal static class MinuteRun
{
    private const int Documents = 60_000;

    public static async Task RunAsync(bool quick)
    {
        long minute = new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
        var bands = new LiveBands(CapacityBands.Parse("{ bands: { s: 1 GB/h }, pipelines: { "
            + string.Join(", ", Enumerable.Range(0, 100).Select(number => $"p{number}: {{ band: s, inputs: [ {{ bucket: acme-raw, prefix: enriched/good/pipeline-{number:D4}/ }} ] }}")) + " } }"));
        await using PreparedIndex index = PreparedIndex.Start(minute, Documents);
        List<double> seconds = [];
        long saved = 0;
        for (int round = -2; round < (quick ? 2 : 10); round++)
        {
            using var minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = index.Address }, bands);
            await foreach (ReceivedMinute _ in minutes.ReadAsync(minute - 1, minute))
            {
            }

            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            long bytes = 0;
            await foreach (ReceivedMinute read in minutes.ReadAsync(minute, minute + 1))
            {
                bytes += read.IsAlive ? 1 : 0;
            }

            saved = minutes.Save(minute + 1).Length;
            if (round >= 0)
            {
                seconds.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            }

            if (bytes != 1 || saved < Documents * 8)
            {
                throw new InvalidOperationException("Not all documents were read.");
            }
        }

        int rounds = (quick ? 2 : 10) + 2;
        Console.WriteLine("| a minute of 60,000 documents | got | must |");
        Console.WriteLine("|---|---:|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| pages | {index.PagesSent / (double)rounds:F0} | 7 |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| bytes of all answers | {index.Bytes / 1e6 / rounds:F1} MB | 25 MB |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the same, gzip | {index.ZippedBytes / 1e6 / rounds:F1} MB | 4 MB |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| processor time of this process, with that of the server | {Service.ServiceProgram.Median(seconds):F2} s | 0.5 s |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| state | {saved / 1e6:F2} MB | |"));
        Console.WriteLine();
    }
}
