namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>A page is never lost, told in order, and closed where it may be open.</summary>
public sealed class AlertOutboxTests
{
    private static readonly AlertAnswer Unknown = new(AlertOutcome.Unknown, "http_500");
    private static readonly AlertAnswer Broken = new(AlertOutcome.Broken, "http_404");
    private static readonly AlertAnswer Refused = new(AlertOutcome.Refused, "http_400");
    private static readonly AlertAnswer Unreachable = new(AlertOutcome.Unreachable, "connection_error");
    private static readonly AlertChannelTraits KeepsOpen = new() { KeepsOpen = true };

    [Fact]
    public async Task Add_NotReleased_IsNotAttempted()
    {
        var channel = new FakeChannel("pager");
        await using var rig = new AlertRig(channel);
        await rig.RunAsync();

        rig.Note([], TransitionKind.Critical);
        await rig.DeliverAsync();

        Assert.Empty(channel.Notices);
        Assert.Equal(1, rig.Outbox.Owed);
        rig.Outbox.Release();
        await rig.DeliverAsync();
        Assert.Equal(["critical 1"], channel.Kinds);
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Restore_OfWhatWasOwed_WaitsForRelease()
    {
        var channel = new FakeChannel("pager") { Always = Unreachable };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);
        rig.Save();

        await rig.DieAsync();
        await rig.DeliverAsync();
        Assert.Single(channel.Notices);

        channel.Always = AlertAnswer.Delivered;
        rig.Outbox.Release();
        await rig.DeliverAsync();
        Assert.Equal(["critical 1", "critical 1"], channel.Kinds);
    }

    [Fact]
    public async Task Unknown_IsRepeatedWithTheSameIdUntilTaken()
    {
        var channel = new FakeChannel("pager");
        channel.Answers.Enqueue(Unknown);
        channel.Answers.Enqueue(Unreachable);
        await using var rig = new AlertRig(channel);

        await rig.RunAsync(TransitionKind.Critical);
        await rig.DeliverAsync();
        await rig.DeliverAsync();

        Assert.Equal(3, channel.Notices.Count);
        Assert.Single(channel.Notices.Select(notice => notice.MessageId).Distinct());
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Unknown_IsTriedAgainAtTheTimesOfItsSeverity()
    {
        (TransitionKind Kind, int[] Seconds)[] cases = [(TransitionKind.Critical, [1, 2, 5, 15, 30, 60, 60, 60]), (TransitionKind.Warning, [1, 2, 5, 15, 30, 60, 300, 300])];
        foreach ((TransitionKind kind, int[] seconds) in cases)
        {
            var channel = new FakeChannel("pager") { Always = Unknown };
            await using var rig = new AlertRig(channel);
            await rig.RunAsync(kind);
            int attempts = 1;
            foreach (int wait in seconds)
            {
                await Patience.UntilAsync(() => rig.Time.NextDue == TimeSpan.FromSeconds(wait), $"a wait of {wait} s");
                rig.Time.Advance(TimeSpan.FromSeconds(wait));
                attempts++;
                await Patience.UntilAsync(() => channel.Notices.Count == attempts, $"attempt {attempts}");
            }
        }
    }

    [Fact]
    public async Task Recovered_AfterAnUnknownOpening_IsClosedAndTheOpeningIsNotRepeated()
    {
        var channel = new FakeChannel("pager", KeepsOpen);
        channel.Answers.Enqueue(Unknown);
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);

        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(["critical 1", "recovered 2"], channel.Kinds);
        Assert.True(channel.Notices[1].MayHaveOpened);
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Recovered_WhileTheOpeningIsUnderWay_ComesAfterIt()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = new FakeChannel("pager", KeepsOpen);
        channel.During = async (notice, _) =>
        {
            if (notice.Kind == "critical")
            {
                entered.TrySetResult();
                await goOn.Task;
            }
        };
        await using var rig = new AlertRig(channel);
        rig.Note([], TransitionKind.Critical);
        rig.Save();
        rig.Outbox.Release();
        await entered.Task.Within();

        rig.Note([], TransitionKind.Recovered);
        rig.Outbox.Release();
        Assert.Equal(["critical 1"], channel.Kinds);
        goOn.SetResult();
        await rig.DeliverAsync();

        Assert.Equal(["critical 1", "recovered 2"], channel.Kinds);
    }

    [Fact]
    public async Task Recovered_WhileTheOpeningIsUnderWayAndFails_OwesNothingToWhatKeepsAlertsOpen()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = new FakeChannel("pager", KeepsOpen) { Always = Unreachable };
        channel.During = async (_, _) =>
        {
            entered.TrySetResult();
            await goOn.Task;
        };
        await using var rig = new AlertRig(channel);
        rig.Note([], TransitionKind.Critical);
        rig.Outbox.Release();
        await entered.Task.Within();
        rig.Note([], TransitionKind.Recovered);
        rig.Outbox.Release();
        goOn.SetResult();
        await Patience.UntilAsync(() => rig.Outbox.Owed == 0, "nothing owed");

        Assert.Equal(["critical 1"], channel.Kinds);
    }

    [Fact]
    public async Task Recovered_NeverTold_SaysSoToPeopleAndClosesNothing()
    {
        var pager = new FakeChannel("pager", KeepsOpen) { Always = Broken };
        var chat = new FakeChannel("chat") { Always = Unreachable };
        var mail = new FakeChannel("mail");
        await using var rig = new AlertRig(pager, chat, mail);
        await rig.RunAsync(TransitionKind.Critical);
        (pager.Always, chat.Always) = (AlertAnswer.Delivered, AlertAnswer.Delivered);

        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(["critical 1"], pager.Kinds);
        Assert.Equal(["critical 1", "recovered 2"], chat.Kinds);
        Assert.Equal(["critical 1", "recovered 2"], mail.Kinds);
        string said = AlertText.Headline(mail.Notices[1]);
        Assert.Contains("Not told before it was over: pager (http_404), chat (connection_error)", said, StringComparison.Ordinal);
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Recovered_AfterARestartWithTheOpeningOwed_IsClosed()
    {
        // Whoever saved it may have sent it before it died.
        var channel = new FakeChannel("pager", KeepsOpen) { Always = Unreachable };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);
        await rig.DieAsync();
        channel.Always = AlertAnswer.Accepted;

        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(["critical 1", "recovered 2"], channel.Kinds);
    }

    [Fact]
    public async Task Recovered_OfWhatThisOutboxNeverHeardOf_IsClosedEverywhere()
    {
        // An incident that an earlier version opened, or an outbox that was lost.
        var channel = new FakeChannel("pager", KeepsOpen);
        await using var rig = new AlertRig(channel);

        await rig.RunAsync(TransitionKind.Recovered);

        AlertNotice notice = Assert.Single(channel.Notices);
        Assert.True(notice is { Kind: "recovered", MayHaveOpened: true, MayHaveWarning: true });
    }

    [Fact]
    public async Task Critical_WhileTheWarningIsUnsent_TakesItsPlace()
    {
        var channel = new FakeChannel("pager") { Always = Unreachable };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Warning);
        channel.Always = AlertAnswer.Delivered;

        await rig.RunAsync(TransitionKind.Critical);

        Assert.Equal(["warning 1", "critical 2"], channel.Kinds);
        Assert.False(channel.Notices[1].MayHaveWarning);
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Critical_WhileTheWarningMayHaveArrived_SaysSo()
    {
        var channel = new FakeChannel("pager");
        channel.Answers.Enqueue(Unknown);
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Warning);

        await rig.RunAsync(TransitionKind.Critical);

        Assert.Equal(["warning 1", "critical 2"], channel.Kinds);
        Assert.True(channel.Notices[1].MayHaveWarning);
    }

    [Fact]
    public async Task Broken_KeepsThePageAndIsTriedEvery5To15Minutes()
    {
        var channel = new FakeChannel("pager") { Always = Broken };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);

        AlertChannelStatus status = Assert.Single(rig.Outbox.Channels);
        Assert.Equal(("pager", AlertChannelHealth.Broken, "http_404", 1), (status.Name, status.Health, status.Reason, status.Owed));
        int attempts = 1;
        foreach (int minutes in (int[])[5, 10, 15, 15])
        {
            // A run that hurries does not hurry a channel that is broken.
            await rig.DeliverAsync();
            Assert.Equal(attempts, channel.Notices.Count);
            await Patience.UntilAsync(() => rig.Time.NextDue == TimeSpan.FromMinutes(minutes), $"a wait of {minutes} min");
            await rig.PassAsync(TimeSpan.FromMinutes(minutes));
            attempts++;
            await Patience.UntilAsync(() => channel.Notices.Count == attempts, $"attempt {attempts}");
        }

        await Patience.UntilAsync(() => rig.Time.NextDue == TimeSpan.FromMinutes(15), "a wait of 15 min");
        channel.Always = AlertAnswer.Delivered;
        await rig.PassAsync(TimeSpan.FromMinutes(15));
        await Patience.UntilAsync(() => rig.Outbox.Owed == 0, "told");
        Assert.Equal(AlertChannelHealth.Working, Assert.Single(rig.Outbox.Channels).Health);
    }

    [Fact]
    public async Task Broken_ForAnHour_IsLoggedOnceAndThenHourly()
    {
        var channel = new FakeChannel("pager") { Always = Broken };
        await using var rig = new AlertRig(channel);
        for (int minute = 0; minute <= 130; minute++)
        {
            await rig.RunAsync(minute == 0 ? [TransitionKind.Critical] : []);
            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, rig.Logs.Entries.Count(entry => entry.EventId.Id == 4103));
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.EventId.Id == 4102);
    }

    [Fact]
    public async Task Refused_IsSentSmallerAndNeverTheSameAgain()
    {
        var channel = new FakeChannel("chat") { Always = Refused };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        Assert.Equal([AlertSize.Full, AlertSize.Brief, AlertSize.Line], channel.Notices.Select(notice => notice.Size));

        // Nobody has to wait for a person where a proxy refused everything for a while; but what is sent then is not what was refused.
        for (int attempt = 4; attempt <= 6; attempt++)
        {
            await rig.DeliverAsync();
            Assert.Equal(attempt - 1, channel.Notices.Count);
            await rig.PassAsync(TimeSpan.FromMinutes(15));
            await Patience.UntilAsync(() => channel.Notices.Count == attempt, $"attempt {attempt}");
        }

        Assert.Equal(AlertChannelHealth.Broken, rig.Outbox.Channels[0].Health);
        Assert.Equal(channel.Notices.Count, channel.Notices.Select(notice => (notice.Size, notice.Size == AlertSize.Line ? AlertText.Line(notice) : "")).Distinct().Count());
        channel.Always = AlertAnswer.Delivered;
        await rig.PassAsync(TimeSpan.FromMinutes(15));
        await Patience.UntilAsync(() => rig.Outbox.Owed == 0, "told");
    }

    [Fact]
    public async Task Throttled_BlocksTheWholeChannelForAsLongAsItAsks()
    {
        var channel = new FakeChannel("chat");
        channel.Answers.Enqueue(new AlertAnswer(AlertOutcome.Throttled, "http_429") { RetryAfter = TimeSpan.FromSeconds(90) });
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical, TransitionKind.Blind);
        await rig.DeliverAsync();
        Assert.Single(channel.Notices);

        rig.Time.Advance(TimeSpan.FromSeconds(89));
        await rig.DeliverAsync();
        Assert.Single(channel.Notices);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.DeliverAsync();
        Assert.Equal(["critical 1", "critical 1", "blind 1"], channel.Kinds);
    }

    [Fact]
    public async Task Throttled_ForHours_IsNeverTheEnd()
    {
        var channel = new FakeChannel("chat") { Always = new AlertAnswer(AlertOutcome.Throttled, "http_429") };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);
        for (int minute = 0; minute < 300; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
            await rig.DeliverAsync();
        }

        Assert.Equal(1, rig.Outbox.Owed);
        channel.Always = AlertAnswer.Delivered;
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        await rig.DeliverAsync();
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Throttled_WithAnAbsurdPause_WaitsAnHourAtMost()
    {
        var channel = new FakeChannel("chat");
        channel.Answers.Enqueue(new AlertAnswer(AlertOutcome.Throttled, "http_429") { RetryAfter = TimeSpan.FromDays(400) });
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);

        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.DeliverAsync();

        Assert.Equal(2, channel.Notices.Count);
    }

    [Fact]
    public async Task Channel_ThatHangs_HoldsUpNoOther()
    {
        var hanging = new FakeChannel("pager") { During = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) };
        var chat = new FakeChannel("chat");
        await using var rig = new AlertRig(hanging, chat);
        rig.Note([], TransitionKind.Critical);
        rig.Outbox.Release();

        await Patience.UntilAsync(() => chat.Notices.Count == 1 && hanging.Notices.Count == 1, "both attempts");
        await Patience.UntilAsync(() => rig.Outbox.Channels[1].Owed == 0, "chat told");
        Assert.Equal(1, rig.Outbox.Channels[0].Owed);
        rig.Time.Advance(TimeSpan.FromSeconds(20));
        await Patience.UntilAsync(() => rig.Outbox.Channels[0].Reason == "timeout", "the attempt's time is over");
    }

    [Fact]
    public async Task Channel_ThatThrows_IsNamedByTheTypeOfItsErrorOnly()
    {
        var channel = new FakeChannel("pager") { During = (_, _) => throw new InvalidOperationException("https://hooks.example.com/T0/SECRET") };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);

        Assert.Equal("InvalidOperationException", rig.Outbox.Channels[0].Reason);
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Message.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Critical_OvertakesWhatWaits()
    {
        var channel = new FakeChannel("chat") { Always = Unreachable };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.CapacitySuspect, TransitionKind.Silent, TransitionKind.Blind);
        rig.Note([], TransitionKind.Critical);
        rig.Save();
        await rig.DieAsync();
        channel.Always = AlertAnswer.Delivered;
        int before = channel.Notices.Count;

        rig.Outbox.Release();
        await rig.DeliverAsync();

        Assert.Equal("critical", channel.Notices[before].Kind);
        Assert.Equal(4, channel.Notices.Count - before);
    }

    [Theory]
    [InlineData(TransitionKind.Blind, TransitionKind.Seen)]
    [InlineData(TransitionKind.Silent, TransitionKind.Heard)]
    [InlineData(TransitionKind.Critical, TransitionKind.Removed)]
    public async Task DeadEnd_WithItsEnd_IsClosedUnderTheSameKey(TransitionKind begin, TransitionKind end)
    {
        var channel = new FakeChannel("pager", KeepsOpen);
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(begin);
        rig.Time.Advance(TimeSpan.FromMinutes(40));
        await rig.DieAsync();

        await rig.RunAsync(end);

        Assert.Equal([$"{begin.Name()} 1", $"{end.Name()} 2"], channel.Kinds);
        Assert.Single(channel.Notices.Select(notice => notice.Incident).Distinct());
    }

    [Theory]
    [InlineData(TransitionKind.CapacitySuspect)]
    [InlineData(TransitionKind.ThroughputDiffers)]
    public async Task DeadEnd_WithoutAnEnd_IsClosedAfterADayWhereAlertsStayOpen(TransitionKind kind)
    {
        var pager = new FakeChannel("pager", KeepsOpen);
        var chat = new FakeChannel("chat");
        await using var rig = new AlertRig(pager, chat);
        await rig.RunAsync(kind);
        rig.Time.Advance(TimeSpan.FromHours(23));
        await rig.RunAsync();
        Assert.Single(pager.Notices);

        rig.Time.Advance(TimeSpan.FromHours(2));
        await rig.RunAsync();

        Assert.Equal([$"{kind.Name()} 1", "closed 2"], pager.Kinds);
        Assert.Single(chat.Notices);
    }

    [Fact]
    public async Task Blind_DoesNotCloseAnOverload()
    {
        var channel = new FakeChannel("pager", KeepsOpen);
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);
        await rig.RunAsync(TransitionKind.Blind);
        await rig.RunAsync(TransitionKind.Seen);

        Assert.Equal(["critical 1", "blind 1", "seen 2"], channel.Kinds);
    }

    [Fact]
    public async Task Add_TheSameTransitionTwice_IsToldOnce()
    {
        var channel = new FakeChannel("pager");
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Warning);
        await rig.RunAsync(TransitionKind.Warning, TransitionKind.Critical);
        await rig.RunAsync(TransitionKind.Critical);

        Assert.Equal(["warning 1", "critical 2"], channel.Kinds);
    }

    [Fact]
    public async Task Open_AnotherIncidentOfThePipeline_ClosesOneThatLostItsEnd()
    {
        var channel = new FakeChannel("pager", KeepsOpen);
        await using var rig = new AlertRig(channel);
        await rig.RunAsync(TransitionKind.Critical);

        rig.Outbox.Add(rig.Of(TransitionKind.Warning, AlertRig.Start + 500), rig.Bands);
        await rig.RunAsync();

        Assert.Equal(["critical 1", "recovered 2", "warning 1"], channel.Kinds.Order(StringComparer.Ordinal));
        Assert.Equal(2, channel.Notices.Select(notice => notice.Incident).Distinct().Count());
    }

    [Fact]
    public async Task Update_WithNewerFigures_ChangesWhatIsUnsent()
    {
        var channel = new FakeChannel("chat") { Always = Unreachable };
        await using var rig = new AlertRig(channel);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        channel.Always = AlertAnswer.Delivered;

        await rig.RunAsync([rig.Status(true, AlertRig.Figures(behind: 7777))]);

        Assert.Equal(7777, channel.Notices[^1].Figures!.Behind);
        Assert.Equal(channel.Notices[0].MessageId, channel.Notices[^1].MessageId);
    }

    [Fact]
    public async Task Reminder_ComesWithPresentFiguresAndOnlyWhereTheOpeningIs()
    {
        var chat = new FakeChannel("chat");
        var broken = new FakeChannel("pager") { Always = Broken };
        await using var rig = new AlertRig(chat, broken);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromHours(4));

        await rig.RunAsync([rig.Status(true, AlertRig.Figures(behind: 20_000))]);
        await rig.RunAsync([rig.Status(true, AlertRig.Figures(behind: 20_001))]);

        Assert.Equal(["critical 1", "reminder 2"], chat.Kinds);
        Assert.Equal(20_000, chat.Notices[1].Figures!.Behind);
        Assert.Equal(1, chat.Notices[1].Reminder);
        Assert.All(broken.Notices, notice => Assert.Equal("critical", notice.Kind));
    }

    [Fact]
    public async Task Reminder_OfAnIncidentThatTheJudgeNoLongerHas_IsNotSent()
    {
        var chat = new FakeChannel("chat");
        await using var rig = new AlertRig(chat);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromHours(5));
        await rig.RunAsync();

        Assert.Single(chat.Notices);
    }

    [Fact]
    public async Task Escalate_AfterItsTime_TellsTheSecondChannelOnce()
    {
        var first = new FakeChannel("chat");
        var second = new FakeChannel("boss");
        await using var rig = new AlertRig(new AlertOptions { EscalateTo = "boss", EscalateAfter = TimeSpan.FromMinutes(30) }, first, second);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromMinutes(29));
        await rig.RunAsync([rig.Status(true)]);
        Assert.Empty(second.Notices);

        rig.Time.Advance(TimeSpan.FromMinutes(2));
        await rig.RunAsync([rig.Status(true)]);
        rig.Save();
        await rig.DieAsync();
        await rig.RunAsync([rig.Status(true)]);
        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(["critical 2", "recovered 3"], second.Kinds);
        Assert.Equal(["critical 1", "recovered 3"], first.Kinds);
    }

    [Fact]
    public async Task Escalate_WhenNobodyTakesThePage_FallsBackAfterTwoMinutes()
    {
        var first = new FakeChannel("pager") { Always = Broken };
        var second = new FakeChannel("boss");
        await using var rig = new AlertRig(new AlertOptions { EscalateTo = "boss" }, first, second);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        await rig.RunAsync([rig.Status(true)]);

        Assert.Equal(["critical 2"], second.Kinds);
    }

    [Fact]
    public async Task Silence_HoldsBackAndAtItsEndThePresentStateIsTold()
    {
        var chat = new FakeChannel("chat");
        var record = new FakeChannel("event", AlertChannelTraits.Record);
        await using var rig = new AlertRig(chat, record);
        DateTimeOffset end = rig.Time.GetUtcNow().AddHours(2);
        rig.Bands = AlertRig.With(pipeline => pipeline with { Silences = [new AlertSilence(rig.Time.GetUtcNow().AddHours(-1), end, "planned backfill")] });
        await rig.RunAsync([rig.Status()], TransitionKind.Warning);
        rig.Time.Advance(TimeSpan.FromMinutes(30));
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Save();
        await rig.DieAsync();
        await rig.RunAsync([rig.Status(true)]);
        Assert.Empty(chat.Notices);
        Assert.Equal(["warning 1", "critical 2"], record.Kinds);
        Assert.Equal(0, rig.Outbox.Owed);

        rig.Time.Advance(TimeSpan.FromMinutes(90));
        await rig.RunAsync([rig.Status(true, AlertRig.Figures(behind: 8080))]);

        Assert.Equal(["critical 2"], chat.Kinds);
        Assert.Equal(8080, chat.Notices[0].Figures!.Behind);
    }

    [Fact]
    public async Task Silence_InWhichAnIncidentBeginsAndEnds_SendsNothing()
    {
        var chat = new FakeChannel("chat");
        await using var rig = new AlertRig(chat);
        rig.Bands = AlertRig.With(pipeline => pipeline with { Silences = [new AlertSilence(rig.Time.GetUtcNow(), rig.Time.GetUtcNow().AddHours(2), null)] });
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        await rig.RunAsync(TransitionKind.Recovered);
        rig.Time.Advance(TimeSpan.FromHours(3));
        await rig.RunAsync();

        Assert.Empty(chat.Notices);
    }

    [Fact]
    public async Task Silence_InWhichAToldIncidentEnds_ClosesWhatIsOpen()
    {
        var pager = new FakeChannel("pager", KeepsOpen);
        await using var rig = new AlertRig(pager);
        await rig.RunAsync([rig.Status(true)], TransitionKind.Critical);
        rig.Bands = AlertRig.With(pipeline => pipeline with { Silences = [new AlertSilence(rig.Time.GetUtcNow(), rig.Time.GetUtcNow().AddHours(2), null)] });
        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(["critical 1", "recovered 2"], pager.Kinds);
    }

    [Fact]
    public async Task Alerts_OfThePipeline_NameTheOnlyOnesThatAreTold()
    {
        var (pager, chat, record) = (new FakeChannel("pager"), new FakeChannel("chat"), new FakeChannel("event", AlertChannelTraits.Record));
        await using var rig = new AlertRig(pager, chat, record) { Bands = AlertRig.With(pipeline => pipeline with { Alerts = ["chat"] }) };
        await rig.RunAsync(TransitionKind.Critical, TransitionKind.Blind);

        Assert.Equal(["blind 1"], pager.Kinds);
        Assert.Equal(["critical 1", "blind 1"], chat.Kinds);
        Assert.Equal(["critical 1", "blind 1"], record.Kinds);
    }

    [Fact]
    public async Task LeastSeverity_KeepsWarningsOffThePagerUnlessNobodyElseIsTold()
    {
        AlertChannelTraits errors = KeepsOpen with { LeastSeverity = AlertSeverity.Error };
        var (pager, chat) = (new FakeChannel("pager", errors), new FakeChannel("chat"));
        await using (var both = new AlertRig(pager, chat))
        {
            await both.RunAsync(TransitionKind.Warning);
            await both.RunAsync(TransitionKind.Critical);
        }

        Assert.Equal(["critical 2"], pager.Kinds);
        var alone = new FakeChannel("pager", errors);
        await using var rig = new AlertRig(alone);
        await rig.RunAsync(TransitionKind.Warning);
        Assert.Equal(["warning 1"], alone.Kinds);
    }

    [Fact]
    public async Task Record_GetsEveryTransitionInOrderHoweverLongItFailed()
    {
        var record = new FakeChannel("event", AlertChannelTraits.Record) { Always = Unreachable };
        await using var rig = new AlertRig(record);
        await rig.RunAsync([rig.Status()], TransitionKind.Warning);
        await rig.RunAsync([rig.Status(true, AlertRig.Figures(behind: 1))], TransitionKind.Critical);
        await rig.DieAsync();
        record.Always = AlertAnswer.Delivered;
        int before = record.Notices.Count;
        await rig.RunAsync(TransitionKind.Recovered);

        Assert.Equal(["warning 1", "critical 2", "recovered 3"], record.Kinds[before..]);
        Assert.All(record.Notices, notice => Assert.Equal(notice.Transition.Figures, notice.Figures));
    }

    [Fact]
    public async Task Forgetful_IsToldAgainEachMinuteAndOfTheEndForAQuarter()
    {
        var channel = new FakeChannel("am", KeepsOpen with { ResendEvery = TimeSpan.FromMinutes(1), ResendEndFor = TimeSpan.FromMinutes(15) });
        await using var rig = new AlertRig(channel);
        await rig.RunAsync([rig.Status()], TransitionKind.Warning);
        for (int minute = 1; minute <= 10; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
            await rig.RunAsync([rig.Status()]);
            await Patience.UntilAsync(() => channel.Notices.Count == minute + 1, $"minute {minute}");
        }

        Assert.All(channel.Kinds, kind => Assert.Equal("warning 1", kind));
        await rig.DieAsync();
        await rig.RunAsync(TransitionKind.Recovered);
        int ends = 1;
        for (int minute = 1; minute <= 30; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
            await rig.RunAsync();
            await rig.DieAsync();
            ends = channel.Kinds.Count(kind => kind == "recovered 2");
        }

        Assert.InRange(ends, 14, 16);
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task Installation_IsPutBeforeEveryKey()
    {
        var channel = new FakeChannel("pager");
        await using var rig = new AlertRig(new AlertOptions { Installation = "eu-prod" }, channel);
        await rig.RunAsync(TransitionKind.Critical);

        Assert.StartsWith("eu-prod-", channel.Notices[0].Incident, StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", channel.Notices[0].Incident);
    }

    [Fact]
    public async Task ClockThatWasAhead_DoesNotHoldBackAPage()
    {
        var channel = new FakeChannel("pager") { Always = Broken };
        await using var rig = new AlertRig(channel);
        rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddDays(1));
        await rig.RunAsync(TransitionKind.Critical);
        rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddDays(-1));
        channel.Always = AlertAnswer.Delivered;

        await rig.RunAsync([rig.Status(true)]);

        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public async Task SendTest_TellsEveryChannelByItsOwnKeyAndClosesIt()
    {
        var (pager, chat) = (new FakeChannel("pager", KeepsOpen), new FakeChannel("chat"));
        chat.Answers.Enqueue(Refused);
        await using var rig = new AlertRig(pager, chat);

        IReadOnlyList<AlertTestResult> results = await rig.Outbox.SendTestAsync();

        Assert.Equal([("pager", AlertSize.Full), ("chat", AlertSize.Brief)], results.Select(result => (result.Channel, result.Size)));
        Assert.All(results, result => Assert.True(result.Answer.IsTaken));
        Assert.Equal(["test 1", "test 2"], pager.Kinds);
        Assert.All(pager.Notices, notice => Assert.Matches("^[A-Za-z0-9_-]{1,64}$", notice.Incident));
        Assert.Equal(0, rig.Outbox.Owed);
    }

    [Fact]
    public void Make_WithAnEscalationToNobody_IsRefused()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new AlertOutbox("s", [new FakeChannel("pager")], new AlertOptions { EscalateTo = "boss" }));
        Assert.Contains("EscalateTo is 'boss', which is no channel; there are: pager.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new AlertOutbox("s", [new FakeChannel("a"), new FakeChannel("a")]));
    }
}
