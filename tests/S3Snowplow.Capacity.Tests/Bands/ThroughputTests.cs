namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class ThroughputTests
{
    [Theory]
    [InlineData("2 GiB/h", 2_147_483_648)]
    [InlineData("2GiB/h", 2_147_483_648)]
    [InlineData(" 1.5 MB / min ", 90_000_000)]
    [InlineData("1 B/s", 3_600)]
    [InlineData("10 kB/s", 36_000_000)]
    [InlineData("10 KB/s", 36_000_000)]
    [InlineData("1 KiB/h", 1_024)]
    [InlineData("24 GB/day", 1_000_000_000)]
    [InlineData("1 TB/day", 41_666_666_666)]
    [InlineData("1 TiB/h", 1_099_511_627_776)]
    [InlineData("1 PB/day", 41_666_666_666_666)]
    [InlineData("2 PiB/h", 2_251_799_813_685_248)]
    [InlineData("24 B/day", 1)]
    public void Parse_NumberUnitTime_IsBytesPerHour(string text, long bytesPerHour) => Assert.Equal(bytesPerHour, Throughput.Parse(text).BytesPerHour);

    [Theory]
    [InlineData("2 Gib/h", "'Gib' is no unit of bytes.")]
    [InlineData("2 GiB/hour", "'hour' is no time to measure by.")]
    [InlineData("2 GiB", "'2 GiB' is no throughput.")]
    [InlineData("fast", "'fast' is no throughput.")]
    [InlineData("", "'' is no throughput.")]
    [InlineData("-2 GiB/h", "'-2 GiB/h' is no throughput.")]
    [InlineData("0 GiB/h", "'0 GiB/h' is not between")]
    [InlineData("1 B/day", "'1 B/day' is not between")]
    [InlineData("99999 PiB/s", "'99999 PiB/s' is not between")]
    [InlineData("1.2.3 GiB/h", "'1.2.3 GiB/h' is not between")]
    public void Parse_SomethingElse_SaysWhatIsWrongAndWhatIsAllowed(string text, string problem)
    {
        FormatException exception = Assert.Throws<FormatException>(() => Throughput.Parse(text));

        Assert.StartsWith(problem, exception.Message, StringComparison.Ordinal);
        Assert.Contains("2 GiB/h", exception.Message, StringComparison.Ordinal);
        Assert.False(Throughput.TryParse(text, out _));
    }

    [Theory]
    [InlineData(2_147_483_648, "2 GiB/h")]
    [InlineData(41_000_000_000, "41 GB/h")]
    [InlineData(41_666_666_666, "41666666666 B/h")]
    [InlineData(1_000, "1 KB/h")]
    public void ToString_OfBytesPerHour_CanBeReadBack(long bytesPerHour, string text)
    {
        Assert.Equal(text, new Throughput(bytesPerHour).ToString());
        Assert.Equal(bytesPerHour, Throughput.Parse(text).BytesPerHour);
    }
}
