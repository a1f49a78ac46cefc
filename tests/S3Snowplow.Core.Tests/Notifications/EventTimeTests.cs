using System.Globalization;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData("2026-11-22T08:46:48Z", "2026-11-22T08:46:48.0000000+00:00")]
    [InlineData("2026-11-22T08:46:48.922Z", "2026-11-22T08:46:48.9220000+00:00")]
    [InlineData("2026-11-22t08:46:48.922z", "2026-11-22T08:46:48.9220000+00:00")]
    [InlineData("2026-11-22T08:46:48.5Z", "2026-11-22T08:46:48.5000000+00:00")]
    [InlineData("2026-11-22T08:46:48.9223041Z", "2026-11-22T08:46:48.9223041+00:00")]
    [InlineData("2026-11-22T08:46:48.922304199Z", "2026-11-22T08:46:48.9223041+00:00")]
    [InlineData("2021-04-29 03:44:09.933439Z", "2021-04-29T03:44:09.9334390+00:00")]
    [InlineData("2026-11-22T08:46:48", "2026-11-22T08:46:48.0000000+00:00")]
    [InlineData("2026-11-22T08:46:48.922", "2026-11-22T08:46:48.9220000+00:00")]
    [InlineData("2026-11-22T08:46:48+02:00", "2026-11-22T08:46:48.0000000+02:00")]
    [InlineData("2026-11-22T08:46:48.1-05:30", "2026-11-22T08:46:48.1000000-05:30")]
    [InlineData("2026-11-22T08:46:48+14:00", "2026-11-22T08:46:48.0000000+14:00")]
    [InlineData("2026-11-22T08:46:48-14:00", "2026-11-22T08:46:48.0000000-14:00")]
    [InlineData("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.0000000+00:00")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000+00:00")]
    [InlineData("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.9999999+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.9999999+00:00")]
    [InlineData("2016-12-31T23:59:60.5Z", "2016-12-31T23:59:59.9999999+00:00")]
    [InlineData("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.9999999+00:00")]
    public void TryParse_TimesAsStoresSendThem_AreRead(string text, string expected)
    {
        Assert.True(EventTime.TryParse(text.Bytes(), out DateTimeOffset time));
        Assert.Equal(expected, time.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T08:46Z")]
    [InlineData("2026-11-22T08:46:4")]
    [InlineData("20261122T084648Z00000")]
    [InlineData("2026/11/22T08:46:48Z")]
    [InlineData("2026-11-22_08:46:48Z")]
    [InlineData("2026-11-22T08-46-48Z")]
    [InlineData("2026-11-22T08:46:48Z ")]
    [InlineData(" 2026-11-22T08:46:48Z")]
    [InlineData("2026-11-22T08:46:48 Z")]
    [InlineData("2026-11-22T08:46:48ZZ")]
    [InlineData("2026-11-22T08:46:48.Z")]
    [InlineData("2026-11-22T08:46:48.")]
    [InlineData("2026-11-22T08:46:48,5Z")]
    [InlineData("2026-11-22T08:46:48.0123456789Z")]
    [InlineData("2026-11-22T08:46:48+0200")]
    [InlineData("2026-11-22T08:46:48+02")]
    [InlineData("2026-11-22T08:46:48+02:60")]
    [InlineData("2026-11-22T08:46:48+14:01")]
    [InlineData("2026-11-22T08:46:48+15:00")]
    [InlineData("2026-11-22T08:46:48*02:00")]
    [InlineData("2026-11-22T08:46:48Z+02:00")]
    [InlineData("2026-00-22T08:46:48Z")]
    [InlineData("2026-13-22T08:46:48Z")]
    [InlineData("2026-11-00T08:46:48Z")]
    [InlineData("2026-11-31T08:46:48Z")]
    [InlineData("2026-02-29T08:46:48Z")]
    [InlineData("1900-02-29T08:46:48Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T08:60:00Z")]
    [InlineData("2026-11-22T08:46:61Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("-001-01-01T00:00:00Z")]
    [InlineData("12026-11-22T08:46:48Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("2026-11-22T\uFF10\uFF18:46:48Z")]
    [InlineData("1636675200")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(EventTime.TryParse(text.Bytes(), out _));

    [Fact]
    public void Read_Time_IsKeptAsSentToo()
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of(time: "\"2021-04-29\\u002003:44:09.933439\"")));

        Assert.Equal("2021-04-29 03:44:09.933439", found.TimeText);
        Assert.Equal(TimeSpan.Zero, found.Time.Offset);
    }

    [Theory]
    [InlineData("\"2026-02-29T00:00:00Z\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("1636675200")]
    [InlineData("{}")]
    [InlineData("\"2026-11-22T08:46:48\\ud800\"")]
    public void Read_RecordWithoutAValidTime_IsAProblemAndItsSiblingsAreRead(string time)
    {
        NotificationContent content = Record.Read(Record.List(Record.Of("\"first\""), Record.Of(time: time), Record.Of("\"third\"")));

        Assert.Equal(["first", "third"], content.ObjectEvents.ToArray().Select(found => found.Key));
        Assert.Equal(NotificationProblemKind.InvalidRecord, Assert.Single(content.Problems).Kind);
    }
}
