using System.Globalization;
using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Core.Tests.Clouds;

public sealed class CloudTimeTests
{
    [Theory]
    [InlineData("1772359380", "2026-03-01T10:03:00Z")]
    [InlineData("\"1772359380\"", "2026-03-01T10:03:00Z")]
    [InlineData("1772359380.922", "2026-03-01T10:03:00.922Z")]
    [InlineData("1.77235938E9", "2026-03-01T10:03:00Z")]
    [InlineData("1772359380922", "2026-03-01T10:03:00.922Z")]
    [InlineData("\"1772359380922\"", "2026-03-01T10:03:00.922Z")]
    [InlineData("1772359380922304", "2026-03-01T10:03:00.922304Z")]
    [InlineData("1772359380922304559", "2026-03-01T10:03:00.9223045Z")]
    [InlineData("\"2026-03-01T10:03:00.9584103Z\"", "2026-03-01T10:03:00.9584103Z")]
    [InlineData("\"2026-03-01 10:03:00.5Z\"", "2026-03-01T10:03:00.5Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    public void TryRead_Time_IsRead(string value, string expected)
    {
        byte[] json = $$"""{"t":{{value}}}""".Bytes();

        Assert.True(CloudTime.TryRead(json, MemberPath.Find(json, "t"), out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"1,772,359,380\"")]
    [InlineData("9223372036854775807000000")]
    [InlineData("1e400")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    public void TryRead_NoTime_IsRefused(string value)
    {
        byte[] json = $$"""{"t":{{value}}}""".Bytes();

        Assert.False(CloudTime.TryRead(json, MemberPath.Find(json, "t"), out _));
    }
}
