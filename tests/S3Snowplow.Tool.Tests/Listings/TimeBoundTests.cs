namespace S3Snowplow.Tool.Tests.Listings;

public sealed class TimeBoundTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30d", "2026-10-29T12:00:00Z")]
    [InlineData("12h", "2026-11-28T00:00:00Z")]
    [InlineData("90m", "2026-11-28T10:30:00Z")]
    [InlineData("2w", "2026-11-14T12:00:00Z")]
    [InlineData("2026-11-01", "2026-11-01T00:00:00Z")]
    [InlineData("2026-11-01T06:30:00+02:00", "2026-11-01T04:30:00Z")]
    [InlineData("2026-11-01T06:30:00.5Z", "2026-11-01T06:30:00.5Z")]
    public void TryParse_Bound_IsThatInstant(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), TimeBound.TryParse(text)?.From(Now));

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0")]
    [InlineData("-3d")]
    [InlineData("1.5h")]
    [InlineData("30")]
    [InlineData("30 days")]
    [InlineData("01/02/2026")]
    [InlineData("99999999999999d")]
    [InlineData("99999w")]
    public void TryParse_SomethingElse_IsNone(string text) => Assert.Null(TimeBound.TryParse(text));
}
