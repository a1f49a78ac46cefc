namespace S3Snowplow.Capacity.Tests.Alerts;

public sealed class AlertCoverageTests
{
    [Fact]
    public void Warnings_WithServicesOfTwoMakers_AreNone() => Assert.Empty(AlertCoverage.Warnings(AlertRig.Parse(), [("pager", "pagerduty"), ("chat", "slack")]));

    [Fact]
    public void Warnings_WithOneMakerTwice_SaySo() => Assert.Equal(
        ["When ops1 is critical, only one service is told (chat, bot). It may take an alert and fail to pass it on. Add a channel of another maker."],
        AlertCoverage.Warnings(AlertRig.Parse(), [("chat", "slack"), ("bot", "slack-api"), ("log", "log")]));

    [Fact]
    public void Warnings_WithRecordsOnly_SayThatNobodyIsTold() => Assert.Equal(
        ["Nobody is told when ops1 is critical: it stands only in the log and in the events."],
        AlertCoverage.Warnings(AlertRig.Parse(), [("log", "log"), ("event", "event")]));

    [Fact]
    public void Warnings_CountWhatThePipelineNamesAndTheSecondChannel()
    {
        CapacityBands bands = AlertRig.With(pipeline => pipeline with { Alerts = ["pager"] });
        Assert.Single(AlertCoverage.Warnings(bands, [("pager", "pagerduty"), ("chat", "slack")]));
        Assert.Empty(AlertCoverage.Warnings(bands, [("pager", "pagerduty"), ("chat", "slack")], new AlertOptions { EscalateTo = "chat" }));
    }
}
