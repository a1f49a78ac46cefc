using System.Buffers;
using System.Text;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>What is saved comes back whole, or is refused.</summary>
public sealed class AlertOutboxSavedTests
{
    private static readonly AlertAnswer Throttled = new(AlertOutcome.Throttled, "http_429") { RetryAfter = TimeSpan.FromMinutes(10) };

    [Fact]
    public async Task Saved_Restored_SavesTheSame()
    {
        await using AlertRig rig = await FullAsync();
        byte[] once = Save(rig.Outbox);

        rig.Outbox.Restore(once);

        // What was owed counts as perhaps told; of all else nothing may differ.
        static string Normal(byte[] saved) => System.Text.RegularExpressions.Regex.Replace(
            Encoding.UTF8.GetString(saved).Replace("\"Maybe\"", "\"No\"", StringComparison.Ordinal), "\"firstSequence\":[0-9]+", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
        Assert.Equal(Normal(once), Normal(Save(rig.Outbox)));
        rig.Outbox.Restore(Save(rig.Outbox));
        Assert.Equal(Save(rig.Outbox), Save(rig.Outbox));
        Assert.Contains("\"version\":1", Encoding.UTF8.GetString(once), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfAPause_KeepsIt()
    {
        var channel = new FakeChannel("chat") { Always = Throttled };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);
        rig.Save();
        await rig.DieAsync();
        await rig.RunAsync();
        Assert.Single(channel.Notices);

        channel.Always = AlertAnswer.Delivered;
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        await rig.RunAsync();
        Assert.Equal(2, channel.Notices.Count);
    }

    [Fact]
    public async Task Restore_CutOffAnywhere_IsRefusedAndChangesNothing()
    {
        await using AlertRig rig = await FullAsync();
        byte[] saved = Save(rig.Outbox);
        for (int length = 0; length < saved.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => rig.Outbox.Restore(saved.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => rig.Outbox.Restore([.. saved, .. "{}"u8]));
        Assert.Equal(saved, Save(rig.Outbox));
    }

    [Fact]
    public async Task Restore_WithAnyByteChanged_IsRefusedOrWhole()
    {
        await using AlertRig rig = await FullAsync();
        byte[] saved = Save(rig.Outbox);
        int refused = 0;
        for (int at = 0; at < saved.Length; at++)
        {
            foreach (byte other in (byte[])[(byte)'"', (byte)'9', 0xFF])
            {
                byte[] damaged = [.. saved];
                damaged[at] = other;
                try
                {
                    rig.Outbox.Restore(damaged);
                    _ = Save(rig.Outbox);
                    _ = rig.Outbox.Channels;
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > saved.Length, $"Only {refused} of {saved.Length * 3} were refused.");
    }

    [Fact]
    public void Restore_OfALaterVersion_NamesBoth()
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => new AlertOutbox("s", [new FakeChannel("chat")]).Restore("""{"version":2,"channels":[],"alerts":[]}"""u8));
        Assert.Equal("The saved alerts are of version 2; this package reads version 1.", refused.Message);
    }

    [Fact]
    public async Task Restore_WithAChannelThatIsGone_DropsWhatItWasOwedAndSaysSo()
    {
        var gone = new FakeChannel("old") { Always = Throttled };
        var kept = new FakeChannel("chat");
        await using var before = new AlertRig(gone, kept);
        await before.RunAsync(TransitionKind.Critical);
        before.Save();

        await using var after = new AlertRig(kept);
        after.Outbox.Restore(before.Saved);

        Assert.Contains(after.Logs.Entries, entry => entry.EventId.Id == 4109 && entry.Message.Contains("old", StringComparison.Ordinal));
        Assert.Equal("chat", Assert.Single(after.Outbox.Channels).Name);
    }

    [Fact]
    public async Task Instruments_AreTheseAndCountByOutcome()
    {
        using var recorder = new MetricRecorder(S3Snowplow.Diagnostics.RelayTelemetry.SourceName);
        var channel = new FakeChannel("instruments") { Always = Throttled };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromSeconds(90));
        recorder.RecordObservable();

        Assert.Equal(1, recorder.Sum("s3snowplow.alerts", ("channel", "instruments"), ("outcome", "throttled")));
        Assert.Equal(1, recorder.Sum("s3snowplow.alerts.failing", ("channel", "instruments")));
        Assert.Equal(1, recorder.Sum("s3snowplow.alerts.owed", ("channel", "instruments")));
        Assert.Equal(90, recorder.Sum("s3snowplow.alerts.owed.age", ("channel", "instruments")));
    }

    [Fact]
    public async Task Event_OfEachTransition_HasTheIdOfTheTransition()
    {
        await using var emitter = new RecordingEventEmitter();
        await using var rig = new AlertRig(new EventAlertChannel("event", emitter));
        await rig.RunAsync([rig.Status()], TransitionKind.Warning);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromHours(5));
        await rig.RunAsync([rig.Status(true)]);
        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(
            new[] { TransitionKind.Warning, TransitionKind.Critical, TransitionKind.Recovered }.Select(kind => rig.Of(kind).IdFor("acme-notifications")), emitter.Events.Select(one => one.Event.Id));
    }

    [Fact]
    public async Task Event_ThatTheCollectorRejects_IsGivenUpAloudAndHoldsUpNoOther()
    {
        bool isFirst = true;
        await using var emitter = new RecordingEventEmitter
        {
            Outcome = _ => isFirst ? EventOutcome.Rejected("too large") : EventOutcome.Delivered,
        };
        await using var rig = new AlertRig(new EventAlertChannel("event", emitter));
        await rig.RunAsync(TransitionKind.Warning);
        isFirst = false;
        await rig.RunAsync(TransitionKind.Critical);

        Assert.Equal(0, rig.Outbox.Owed);
        Assert.Equal(2, emitter.Events.Count);
        Assert.Contains(rig.Logs.Entries, entry => entry.EventId.Id == 4106);
    }

    [Fact]
    public async Task Log_TellsWhatBeginsAsAWarningAndItsEndAsInformation()
    {
        using var logs = new RecordingLoggerFactory();
        IAlertChannel log = new AlertChannelTypes().Create("log", new AlertChannelSettings { Type = "log" }, new AlertChannelServices { Loggers = logs });
        await using var rig = new AlertRig(log);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromHours(4));
        await rig.RunAsync([rig.Status(true)]);
        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal([4100, 4100, 4101], logs.Entries.Select(entry => entry.EventId.Id));
        Assert.StartsWith("STILL CRITICAL: ops1 still gets more", logs.Entries[1].Message, StringComparison.Ordinal);
    }

    // Every part of it: alerts of each kind, owed and told, broken and working channels, a silence, a page without figures.
    private static async Task<AlertRig> FullAsync()
    {
        var rig = new AlertRig(
            new FakeChannel("pager", new AlertChannelTraits { KeepsOpen = true, ResendEvery = TimeSpan.FromMinutes(1) }),
            new FakeChannel("chat") { Always = Throttled },
            new FakeChannel("event", AlertChannelTraits.Record) { Always = Throttled })
        {
            Bands = AlertRig.With(pipeline => pipeline with { Owner = "Tür & Söhne", Rhythm = TimeSpan.FromHours(1), MaxBehind = TimeSpan.FromHours(2), Runbook = new Uri("https://wiki.example.com/ops1") }),
        };
        await rig.RunAsync([rig.Status(true)], TransitionKind.Warning, TransitionKind.Critical, TransitionKind.Silent, TransitionKind.Blind, TransitionKind.CapacitySuspect, TransitionKind.ThroughputDiffers);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Seen);
        return rig;
    }

    private static byte[] Save(AlertOutbox outbox)
    {
        var buffer = new ArrayBufferWriter<byte>();
        outbox.Save(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
