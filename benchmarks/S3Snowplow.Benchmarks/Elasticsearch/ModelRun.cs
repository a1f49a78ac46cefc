using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using S3Snowplow.Capacity;
using S3Snowplow.Testing;

namespace S3Snowplow.Benchmarks.Elasticsearch;

/// <summary>A day of a million documents in the model: what a minute, an hour and the whole day of receipt cost, model included.</summary>
internal static class ModelRun
{
    public static async Task RunAsync(int documents)
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        long first = start.ToUnixTimeSeconds() / 60;
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < documents; i++)
        {
            DateTimeOffset received = start.AddMilliseconds((long)i * 86_400_000 / documents);
            string id = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte)i).ToString();
            using JsonDocument document = JsonDocument.Parse($$$"""{"event_id":"{{{id}}}","collector_tstamp":"{{{received:yyyy-MM-ddTHH:mm:ss.fffZ}}}","derived_tstamp":"{{{received.AddSeconds(-9):yyyy-MM-ddTHH:mm:ss.fffZ}}}","unstruct_event_io_s3snowplow_object_event_1":{"event_name":"ObjectCreated:Put","bucket":"acme-raw","key":"in/part-{{{i:D8}}}.gz","size":{{{1000 + (i % 90_000)}}}}}""");
            cluster.Put("snowplow", id, document.RootElement.Clone());
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The model has {documents:N0} documents of a day in {(GC.GetTotalMemory(forceFullCollection: true) - memory) / 1e6:F0} MB."));
        Console.WriteLine();
        Console.WriteLine("| time of receipt | requests | processor time |");
        Console.WriteLine("|---|---:|---:|");
        var bands = new LiveBands(CapacityBands.Parse("{ bands: { s: 1 GB/h }, pipelines: { p: { band: s, inputs: [ { bucket: acme-raw, prefix: in/ } ] } } }"));
        foreach ((string name, int minutes) in ((string, int)[])[("a minute", 1), ("an hour", 60), ("a day", 1440)])
        {
            using var reader = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = cluster.Uri, RememberedEvents = 2_000_000 }, bands);
            int requests = cluster.Requests.Count;
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            await foreach (ReceivedMinute _ in reader.ReadAsync(first, first + minutes))
            {
            }

            TimeSpan took = Process.GetCurrentProcess().TotalProcessorTime - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {cluster.Requests.Count - requests} | {took.TotalSeconds:F2} s |"));
        }

        Console.WriteLine();
    }
}
