using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using S3Snowplow.Tool;

namespace S3Snowplow.Benchmarks.Listing;

/// <summary>Lists ten million objects page by page, ends in the middle, and goes on by a cursor of a file: throughput, and what the process holds.</summary>
internal static class ListingProgram
{
    private const long Many = 10_000_000;
    private const long Few = 100_000;

    /// <summary>Runs it; fails where a key came twice or not at all.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["serve", var count])
        {
            return await ListingServer.RunAsync(long.Parse(count, CultureInfo.InvariantCulture));
        }

        long keys = args.Contains("--quick") ? Few : Many;
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        using Process server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["listing", "serve", $"{keys}"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string path = Path.GetTempFileName();
        try
        {
            var endpoint = new Uri((await server.StandardOutput.ReadLineAsync())!);
            File.Delete(path);
            var sum = new Sum();
            Console.WriteLine("| keys | seconds | keys/s | CPU µs/key | managed heap, MB | working set, MB | pauses by GC, ms |");
            Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
            await ReadAsync(endpoint, path, sum, keys, keys / 2);
            await ReadAsync(endpoint, path, sum, keys, long.MaxValue);
            (long expectedCount, long expectedBytes) = (keys, BytesOf(keys));
            Console.WriteLine();
            Console.WriteLine(sum.Count == expectedCount && sum.Bytes == expectedBytes
                ? "Each key came once; the second half was read by another listing, from the cursor's file on."
                : $"WRONG: {sum.Count} keys of {sum.Bytes} bytes came, and not {expectedCount} of {expectedBytes}.");
            return sum.Count == expectedCount && sum.Bytes == expectedBytes ? 0 : 1;
        }
        finally
        {
            File.Delete(path);
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static async Task ReadAsync(Uri endpoint, string path, Sum sum, long keys, long stopAt)
    {
        StoreAddress address = StoreAddress.Find(endpoint, "us-east-1", null, out _)!;
        await using var listing = new BucketListing(new StoreClient(address, TimeProvider.System, credentials: new BasicAWSCredentials("bench", "bench")), "lake", "", hasVersions: false, TimeProvider.System);
        var file = new CursorFile(path);
        (Stopwatch watch, TimeSpan cpu, long from) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, sum.Count);
        long nextLine = sum.Count + (keys / 5);
        await foreach (ListingPage page in listing.ReadAsync(file.Load(listing.Identity), CancellationToken.None))
        {
            foreach (ListedObject one in page.Objects)
            {
                sum.Count++;
                sum.Bytes += one.Size;
            }

            if (sum.Count >= nextLine || page.Cursor.IsComplete || sum.Count >= stopAt)
            {
                nextLine = sum.Count + (keys / 5);
                (double seconds, double used) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {sum.Count:N0} | {seconds:F1} | {(sum.Count - from) / seconds:N0} | {used / (sum.Count - from):F1} | {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1} | {Environment.WorkingSet / 1e6:F0} | {GC.GetTotalPauseDuration().TotalMilliseconds:F0} |"));
            }

            if (sum.Count >= stopAt)
            {
                file.Save(page.Cursor);
                return;
            }
        }
    }

    private static long BytesOf(long keys)
    {
        long rounds = keys / 1_000_000, rest = keys % 1_000_000;
        return (rounds * 999_999L * 1_000_000 / 2) + (rest * (rest - 1) / 2);
    }

    private sealed class Sum
    {
        public long Count { get; set; }

        public long Bytes { get; set; }
    }
}
