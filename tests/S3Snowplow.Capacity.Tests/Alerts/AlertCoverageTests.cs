namespace S3Snowplow.Capacity.Tests.Alerts;

public sealed class AlertCoverageTests
{
    [Fact]
    public void Warnings_WithServicesOfTwoMakers_AreNone() => Assert.Empty(AlertCoverage.Warnings(AlertRig.Parse(), [("pager", "pagerduty"), ("chat", "slack")]));

    [Fact]
    public void Warnings_WithOneMakerTwice_SaySo() => Assert.Equal(
        ["Pipeline ops1: what is critical goes to one service only (chat, bot); it may take an alert and fail to pass it on. Add a channel of another maker."],
        AlertCoverage.Warnings(AlertRig.Parse(), [("chat", "slack"), ("bot", "slack-api"), ("log", "log")]));

    [Fact]
    public void Warnings_WithRecordsOnly_SayThatNobodyIsTold() => Assert.Equal(
        ["Pipeline ops1: nobody is told when it is critical; there is no channel for it but the log and the events."],
        AlertCoverage.Warnings(AlertRig.Parse(), [("log", "log"), ("event", "event")]));

    [Fact]
    public void Warnings_CountWhatThePipelineNamesAndTheSecondChannel()
    {
        CapacityBands bands = AlertRig.With(pipeline => pipeline with { Alerts = ["pager"] });
        Assert.Single(AlertCoverage.Warnings(bands, [("pager", "pagerduty"), ("chat", "slack")]));
        Assert.Empty(AlertCoverage.Warnings(bands, [("pager", "pagerduty"), ("chat", "slack")], new AlertOptions { EscalateTo = "chat" }));
    }
}
