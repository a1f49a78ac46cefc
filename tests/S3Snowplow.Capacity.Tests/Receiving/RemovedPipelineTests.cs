using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Receiving;

/// <summary>A pipeline that is gone from the bands for a moment was never removed, so its bytes of that moment may not be missing.</summary>
public sealed class RemovedPipelineTests
{
    private const string Band = "bands: { small: { throughput: 1 GB/h } }\n";
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CapacityBands Both = CapacityBands.Parse(Band + "pipelines: { ops1: { band: small, inputs: [ { bucket: in } ] }, ops2: { band: small, inputs: [ { bucket: other } ] } }");
    private static readonly CapacityBands Second = CapacityBands.Parse(Band + "pipelines: { ops2: { band: small, inputs: [ { bucket: other } ] } }");

    private readonly ManualTimeProvider _time = new(Noon);
    private readonly LiveBands _bands = new(Both);

    [Fact]
    public async Task Bytes_OfAPipelineThatWasJustRemoved_CountForIt()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        _bands.Set(Second, Noon);
        counters.Receive("in", "a", 5, Noon, 1);

        Assert.Equal(["ops1 5"], await ReadAsync(counters));
        Assert.Equal(1, counters.Statistics.Counted);
    }

    [Fact]
    public async Task Bytes_OfAPipelineThatWasRemovedTwice_CountForItStill()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        _bands.Set(Second, Noon);
        _bands.Set(CapacityBands.Parse(Band + "pipelines: { ops3: { band: small, inputs: [ { bucket: third } ] } }"), Noon);
        counters.Receive("in", "a", 5, Noon, 1);

        Assert.Equal(["ops1 5"], await ReadAsync(counters));
    }

    // Whoever has the input now has its objects.
    [Fact]
    public async Task Bytes_OfAnInputThatAnotherPipelineTookOver_CountForThatOne()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        _bands.Set(CapacityBands.Parse(Band + "pipelines: { new1: { band: small, inputs: [ { bucket: in } ] } }"), Noon);
        counters.Receive("in", "a", 5, Noon, 1);

        Assert.Equal(["new1 5"], await ReadAsync(counters));
    }

    // Its other inputs are its owner's decision: it is there, and does not read them any more.
    [Fact]
    public async Task Bytes_OfAnInputThatItsPipelineGaveUp_CountForNone()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        _bands.Set(CapacityBands.Parse(Band + "pipelines: { ops1: { band: small, inputs: [ { bucket: elsewhere } ] } }"), Noon);
        counters.Receive("in", "a", 5, Noon, 1);

        Assert.Empty(await ReadAsync(counters));
        Assert.Equal(1, counters.Statistics.Unmatched);
    }

    // The longest time that a removal can be made to stand before it counts.
    [Theory]
    [InlineData(24 * 60, 1)]
    [InlineData((24 * 60) - 1, 0)]
    public void Bytes_ADayAfterTheRemoval_CountForNone(int minutes, long unmatched)
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        _bands.Set(Second, Noon);
        _time.Advance(TimeSpan.FromMinutes(minutes));
        counters.Receive("in", "a", 5, _time.GetUtcNow(), 1);

        Assert.Equal(unmatched, counters.Statistics.Unmatched);
    }

    // A judge that lags behind asks for minutes that are over for long; what came since belongs to its next runs.
    [Fact]
    public async Task Bytes_OfMinutesThatTheJudgeHasNotAskedFor_StayInThem()
    {
        using var counters = new ReceivedCounters(_bands, timeProvider: _time);
        _time.Advance(TimeSpan.FromMinutes(5));
        counters.Receive("in", "a", 5, Noon, 1);
        long noon = Noon.ToUnixTimeSeconds() / 60;

        Assert.Empty(await ReadAsync(counters, noon, noon + 1));
        Assert.Empty(await ReadAsync(counters, noon + 1, noon + 5));
        Assert.Equal(["ops1 5"], await ReadAsync(counters, noon + 5, noon + 6));
    }

    private static async Task<List<string>> ReadAsync(ReceivedCounters counters, long? first = null, long? until = null)
    {
        long noon = Noon.ToUnixTimeSeconds() / 60;
        List<string> lines = [];
        await foreach (ReceivedMinute minute in counters.ReadAsync(first ?? noon, until ?? noon + 1))
        {
            foreach (string pipeline in (string[])["new1", "ops1", "ops2"])
            {
                Int128 bytes = 0;
                foreach ((_, Int128 some) in minute.Of(pipeline).Arrived)
                {
                    bytes += some;
                }

                if (bytes > 0)
                {
                    lines.Add($"{pipeline} {bytes}");
                }
            }
        }

        return lines;
    }
}
