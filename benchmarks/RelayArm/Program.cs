using System.Diagnostics;
using System.Globalization;
using S3Snowplow;
using S3Snowplow.RelayArm;

// Told on standard input what to do, a line a round: "run 40000", "callers 40000", "sources 40000", or "seconds 30". The answer is a line each:
// notifications settled, microseconds by the clock, microseconds of processor time, bytes allocated; for "seconds" a line for each of them, then an empty one.
var options = new RelayOptions
{
    CollectorUri = new Uri(args[0]),
    Delivery = { MaxBatchEvents = 100, MaxBatchBytes = 1_000_000, MaxConcurrentRequests = 2 },
};
await using ObjectEventRelay relay = ArmRelay.Create(options, args[1..]);
while (await Console.In.ReadLineAsync() is { } line)
{
    string[] words = line.Split(' ');
    int count = int.Parse(words[1], CultureInfo.InvariantCulture);
    if (words[0] == "seconds")
    {
        await SaturatedRounds.RunAsync(relay, count);
        Console.WriteLine();
        continue;
    }

    GC.Collect();
    long allocated = GC.GetTotalAllocatedBytes(precise: true);
    TimeSpan processor = Environment.CpuUsage.TotalTime;
    long started = Stopwatch.GetTimestamp();
    int settled = words[0] switch
    {
        "run" => await RelayRounds.RunAsync(relay, count, sources: 1),
        "sources" => await RelayRounds.RunAsync(relay, count, sources: 4),
        "callers" => await RelayRounds.CallAsync(relay, count, callers: 64),
        _ => throw new InvalidOperationException($"'{line}' is no round."),
    };
    TimeSpan wall = Stopwatch.GetElapsedTime(started);
    processor = Environment.CpuUsage.TotalTime - processor;
    allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settled} {wall.TotalMicroseconds:F0} {processor.TotalMicroseconds:F0} {allocated}"));
}
