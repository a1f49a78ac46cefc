using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Tool.Tests.Suggesting;

public sealed class RoundedRateTests
{
    [Theory]
    [InlineData(1, "1 B/h")]
    [InlineData(999, "1000 B/h")]
    [InlineData(1001, "1.1 KB/h")]
    [InlineData(12_300_000_000, "13 GB/h")]
    [InlineData(123_400_000_000, "130 GB/h")]
    [InlineData(150_000_000_000, "150 GB/h")]
    public void Of_Capacity_IsRoundedUpToTwoDigits(long bytesPerHour, string expected) => Assert.Equal(expected, RoundedRate.Of(bytesPerHour, isBinary: false));

    [Fact]
    public void Of_AnyCapacity_IsATroughputThatIsNotLess()
    {
        Arbitrary<long> any = Gen.Choose(1, int.MaxValue).SelectMany(low => Gen.Choose(0, 20).Select(shift => (long)low << shift)).ToArbitrary();
        Prop.ForAll(any, Gen.Elements(true, false).ToArbitrary(), (rate, isBinary) =>
        {
            long read = RoundedRate.Throughput(rate, isBinary).BytesPerHour;

            Assert.True(read >= rate, $"{read} is less than {rate}");
            Assert.True(read <= (rate * 1.11) + 1, $"{read} is far more than {rate}");
        }).QuickCheckThrowOnFailure();
    }
}
