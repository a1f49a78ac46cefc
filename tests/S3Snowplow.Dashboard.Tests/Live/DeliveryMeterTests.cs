using S3Snowplow.Dashboard.Live;
using S3Snowplow.Delivery;

namespace S3Snowplow.Dashboard.Tests.Live;

public sealed class DeliveryMeterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Look_MoreDelivered_IsAnAnswerOfNow()
    {
        var meter = new DeliveryMeter();

        meter.Look(Books(0), Noon);
        Assert.Null(meter.LastAnswer);
        meter.Look(Books(3), Noon.AddSeconds(1));
        meter.Look(Books(3), Noon.AddSeconds(2));

        Assert.Equal(Noon.AddSeconds(1), meter.LastAnswer);
    }

    [Fact]
    public void Look_EachSecond_CountsTheLastWholeMinute()
    {
        var meter = new DeliveryMeter();
        List<long?> seen = [];

        // Begun in the middle of a minute: the rest of that one says nothing.
        for (int second = 30; second < 240; second++)
        {
            meter.Look(Books(second * 10), Noon.AddSeconds(second));
            seen.Add(meter.EventsPerMinute);
        }

        Assert.Equal([null, 600], seen.Distinct());
        Assert.Null(seen[120 - 30 - 1]);
        Assert.Equal(600, seen[120 - 30]);
    }

    [Fact]
    public void Look_AfterAGap_SaysNothingOfIt()
    {
        var meter = new DeliveryMeter();
        meter.Look(Books(0), Noon.AddSeconds(-30));
        meter.Look(Books(0), Noon);
        meter.Look(Books(60), Noon.AddMinutes(1));
        Assert.Equal(60, meter.EventsPerMinute);

        meter.Look(Books(6000), Noon.AddMinutes(9));

        Assert.Null(meter.EventsPerMinute);
    }

    private static EmitterStatistics Books(long delivered) => new(delivered, delivered, 0, 0, 0, 0, 0);
}
