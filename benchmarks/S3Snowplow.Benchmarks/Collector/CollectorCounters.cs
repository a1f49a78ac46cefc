using System.Globalization;

namespace S3Snowplow.Benchmarks.Collector;

/// <summary>What a null collector has received, and the processor time that it took: the part of a run that is not the relay's.</summary>
internal readonly record struct CollectorCount(long Posts, long Events, long Bytes, TimeSpan ProcessorTime)
{
    public static CollectorCount operator -(CollectorCount later, CollectorCount earlier) =>
        new(later.Posts - earlier.Posts, later.Events - earlier.Events, later.Bytes - earlier.Bytes, later.ProcessorTime - earlier.ProcessorTime);

    /// <summary>Four numbers in one line, as the collector answers <c>GET /count</c>.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Posts} {Events} {Bytes} {ProcessorTime.Ticks}");

    public static CollectorCount FromLine(string line)
    {
        long[] numbers = [.. line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new CollectorCount(numbers[0], numbers[1], numbers[2], new TimeSpan(numbers[3]));
    }
}

/// <summary>The counts of all connections of one collector.</summary>
internal sealed class CollectorCounters
{
    private long _posts;
    private long _events;
    private long _bytes;

    public CollectorCount Now => new(Interlocked.Read(ref _posts), Interlocked.Read(ref _events), Interlocked.Read(ref _bytes), Environment.CpuUsage.TotalTime);

    /// <summary>Counts a body; an event is whatever has an <c>"eid"</c>. Within nested JSON its quotation marks are escaped, so that it is no match.</summary>
    public void Add(ReadOnlySpan<byte> body)
    {
        Interlocked.Increment(ref _posts);
        Interlocked.Add(ref _events, body.Count("\"eid\""u8));
        Interlocked.Add(ref _bytes, body.Length);
    }
}
