using System.Net;
using S3Snowplow.Core.Tests.Events;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Diagnostics;

/// <summary>What <c>docs/telemetry.md</c> promises is what the code does, and nothing is left unsaid.</summary>
public sealed class TelemetryDocumentTests
{
    [Fact]
    public void Instruments_OfTheDocument_AreThoseOfTheCode()
    {
        using var meters = new OwnMeters();
        using var metrics = new RelayMetrics(meters);
        using var recorder = new MetricRecorder(meters.Made!);

        Assert.Equal(
            recorder.Instruments.Select(instrument => $"{instrument.Name} {instrument.Kind} {instrument.Unit}: {instrument.Description}"),
            TelemetryDocument.Table("Instruments").Select(row => $"{row[0]} {row[1]} {row[2]}: {row[4]}"));
    }

    [Fact]
    public void TagsOfInstruments_OfTheDocument_AreThoseMeasured()
    {
        IReadOnlyList<RecordedMeasurement> measurements = MeasureEverything();

        Assert.All(TelemetryDocument.Table("Instruments"), row => Assert.Equal(
            TelemetryDocument.Items(row[3]).Order(StringComparer.Ordinal),
            measurements.Where(one => one.Name == row[0]).SelectMany(one => one.Tags.Keys).Distinct().Order(StringComparer.Ordinal)));
        Assert.All(TelemetryDocument.Table("Instruments"), row => Assert.Contains(measurements, one => one.Name == row[0]));
    }

    [Fact]
    public void ValuesOfTags_OfTheDocument_AreThoseMeasured()
    {
        IReadOnlyList<RecordedMeasurement> measurements = MeasureEverything();
        IReadOnlyList<string[]> table = TelemetryDocument.Table("Tags");

        Assert.Equal(table.Select(row => row[0]), measurements.SelectMany(one => one.Tags.Keys).Distinct().Order(StringComparer.Ordinal));
        Assert.All(table.Where(row => row[1] != "open"), row => Assert.Equal(
            TelemetryDocument.Items(row[1]).Order(StringComparer.Ordinal),
            measurements.SelectMany(one => one.Tags).Where(tag => tag.Key == row[0]).Select(tag => (string?)tag.Value).Distinct()
                .Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void LogMessages_OfTheDocument_AreThoseOfTheCode() => Assert.Equal(
        LogMessages.All.Select(message => $"{message.Id} {message.Level} {message.Name}: {message.Message}"),
        TelemetryDocument.Table("Log messages").Where(row => row[0].StartsWith('1')).Select(row => $"{row[0]} {row[1]} {row[2]}: {row[3]}"));

    /// <summary>Each measurement with each value that its tags can have.</summary>
    private static IReadOnlyList<RecordedMeasurement> MeasureEverything()
    {
        using var meters = new OwnMeters();
        using var metrics = new RelayMetrics(meters);
        using var recorder = new MetricRecorder(meters.Made!);
        foreach (DeliveryOutcome outcome in Enum.GetValues<DeliveryOutcome>().Where(outcome => outcome != DeliveryOutcome.Pending))
        {
            metrics.Notification(outcome);
        }

        var content = new NotificationContent();
        content.AddTestEvent();
        foreach (NotificationDialect dialect in Enum.GetValues<NotificationDialect>())
        {
            content.Add(SomeObjectEvent.WithAll with { Dialect = dialect });
        }

        metrics.Read(content.ObjectEvents, content.TestEvents);
        metrics.Received(new Notification(default) { ReceivedAt = SomeObjectEvent.WithAll.Time }, content.ObjectEvents);
        metrics.Received(new Notification(default) { IsRedelivery = true }, content.ObjectEvents);
        foreach (NotificationProblemKind kind in Enum.GetValues<NotificationProblemKind>())
        {
            metrics.Problem(kind, 1);
        }

        metrics.FurtherProblems(1);
        metrics.MappingFailed();

        foreach (EmitterState state in Enum.GetValues<EmitterState>())
        {
            metrics.Paused(EmitterState.Sending, state);
        }

        CollectorAnswer[] answers = [.. ((int[])[200, 404, 413, 503]).Select(status => CollectorAnswer.Of((HttpStatusCode)status, retryAfter: null)), CollectorAnswer.Accepted(200), default];
        foreach (CollectorAnswer answer in answers)
        {
            metrics.Request(TimeSpan.FromSeconds(1), 1, 1, answer.Tag, answer.StatusCode, answer.ErrorType);
        }

        metrics.Filtered(1);
        metrics.Refused("bucket");
        metrics.Refused("bucket_owner");
        metrics.Window(1, 1);
        var changes = new BookChanges { Accepted = 1, Late = 1, Held = 1, HeldBytes = 1 };
        changes.Count(DeliveryOutcome.Delivered, OutcomeReason.None, 1);
        foreach (OutcomeReason reason in Enum.GetValues<OutcomeReason>().Where(reason => reason != OutcomeReason.None))
        {
            changes.Count(DeliveryOutcome.Rejected, reason, 1);
            changes.Count(DeliveryOutcome.Expired, reason, 1);
            changes.Count(DeliveryOutcome.Abandoned, reason, 1);
        }

        metrics.Changed(changes);
        return recorder.Measurements;
    }
}
