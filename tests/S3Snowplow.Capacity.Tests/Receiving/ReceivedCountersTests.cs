using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Receiving;

/// <summary>What settles is counted once, in the minute of its receipt, by the minute in which it happened.</summary>
public sealed class ReceivedCountersTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly long NoonMinute = Noon.ToUnixTimeSeconds() / 60;

    private readonly ManualTimeProvider _time = new(Noon);
    private readonly LiveBands _bands = new(CapacityBands.Parse("bands: { small: { throughput: 1 GB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw, prefix: in/ } ] } }"));

    [Fact]
    public async Task ThroughTheRelay_EachArrivalCountsOnce_WhateverItsOutcome()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        var emitter = new RecordingEventEmitter(_time);
        await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, emitter, timeProvider: _time, settledObservers: [counters]);

        await relay.RelayAsync(Of("in/a", 5), Timeout.InfiniteTimeSpan);
        await relay.RelayAsync(Of("in/a", 5), Timeout.InfiniteTimeSpan);
        await relay.RelayAsync(Of("other", 7), Timeout.InfiniteTimeSpan);
        await relay.RelayAsync(Of("in/b", 9, "ObjectRemoved:Delete"), Timeout.InfiniteTimeSpan);

        Assert.Equal(new ReceivedStatistics(Counted: 1, Done: 0, Duplicates: 1, Unmatched: 1), counters.Statistics);
        await emitter.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_AreGivenInTheirReceiptMinute_AndNeverTwice()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        counters.Receive("acme-raw", "in/a", 5, Noon.AddMinutes(-3), 1);
        _time.Advance(TimeSpan.FromMinutes(1));
        counters.Receive("acme-raw", "in/b", 7, Noon.AddMinutes(-3), 2);

        Assert.Equal([$"{NoonMinute} True -3:5"], await ReadAsync(counters, NoonMinute, NoonMinute + 1));
        counters.Receive("acme-raw", "in/c", 1, Noon, 3);
        Assert.Equal([$"{NoonMinute + 1} True 0:1 -3:7", $"{NoonMinute + 2} False "], await ReadAsync(counters, NoonMinute + 1, NoonMinute + 3));
    }

    [Fact]
    public async Task ClockThatGoesBack_LosesNothing()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        await ReadAsync(counters, NoonMinute, NoonMinute + 5);
        counters.Receive("acme-raw", "in/a", 5, Noon, 1);

        Assert.Equal([$"{NoonMinute + 5} True 0:5"], await ReadAsync(counters, NoonMinute + 5, NoonMinute + 6));
    }

    [Fact]
    public void Receive_AllocatesNothing()
    {
        using var counters = new ReceivedCounters(_bands, new ReceivedCounterOptions { MaxTrackedEventIds = 1000 }, _time);
        for (ulong i = 1; i <= 3000; i++)
        {
            counters.Receive("acme-raw", "in/a", 5, Noon, i);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong i = 3001; i <= 4000; i++)
        {
            counters.Receive("acme-raw", "in/a", 5, Noon, i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Ids_AreBounded_AndSurviveSaving()
    {
        using var counters = new ReceivedCounters(_bands, new ReceivedCounterOptions { MaxTrackedEventIds = 100 }, _time);
        for (ulong i = 1; i <= 250; i++)
        {
            counters.Receive("acme-raw", "in/a", 5, Noon, i);
            _time.Advance(TimeSpan.FromSeconds(7));
        }

        ReadOnlyMemory<byte> saved = counters.Save(NoonMinute);
        using var again = new ReceivedCounters(_bands, new ReceivedCounterOptions { MaxTrackedEventIds = 100 }, _time);
        again.Restore(saved);
        for (ulong i = 151; i <= 250; i++)
        {
            again.Receive("acme-raw", "in/a", 5, Noon, i);
        }

        again.Receive("acme-raw", "in/a", 5, Noon, 150);
        Assert.Equal((100, 1), (again.Statistics.Duplicates, again.Statistics.Counted));
    }

    private static async Task<List<string>> ReadAsync(ReceivedCounters counters, long first, long until)
    {
        List<string> read = [];
        await foreach (ReceivedMinute minute in counters.ReadAsync(first, until))
        {
            List<string> cells = [];
            foreach ((long at, Int128 bytes) in minute.Of("ops1").Arrived)
            {
                cells.Add($"{at - NoonMinute}:{bytes}");
            }

            read.Add($"{minute.Receipt} {minute.IsAlive} {string.Join(' ', cells)}");
        }

        return read;
    }

    private static Notification Of(string key, long size, string name = "ObjectCreated:Put") => new(System.Text.Encoding.UTF8.GetBytes(
        $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-01T12:00:00.000Z","eventName":"{{{{name}}}}","s3":{"bucket":{"name":"acme-raw"},"object":{"key":"{{{{key}}}}","size":{{{{size}}}},"sequencer":"01"}}}]}"""));
}
