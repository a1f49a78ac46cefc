using System.Diagnostics;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <content>What is owed is attempted, and each answer is taken for what it says.</content>
public sealed partial class AlertOutbox
{
    // No wait of the outbox is longer: a later one comes from a clock that was ahead.
    private static readonly TimeSpan LongestWait = AttemptTimes.LongestPause;

    // Until a service that forgets is told again after an attempt that failed.
    private static readonly TimeSpan ResendAgain = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LogEvery = TimeSpan.FromHours(1);

    /// <summary>
    /// For runs that end, such as a function's: attempts at once what waits for its next attempt, and waits until nothing is owed that could be told in time. What a service asked to be left alone for, and a
    /// channel that is broken, keep their pauses.
    /// </summary>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DeliverAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        DateTimeOffset end = _time.GetUtcNow() + patience;
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (OwedNotice owed in _alerts.SelectMany(alert => alert.Accounts).SelectMany(account => account.Owed))
            {
                owed.Due = owed.Due > now && !owed.IsRefused ? now : owed.Due;
            }

            Changed();
        }

        while (true)
        {
            Task changed;
            TimeSpan left;
            lock (_gate)
            {
                DateTimeOffset now = _time.GetUtcNow();
                left = end - now;
                if (left <= TimeSpan.Zero || !_isReleased || _isDisposed || !_channels.Exists(channel => CanStillTell(channel, now, end)))
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    /// <summary>Sends every channel a test message, by the way that alerts go, with a full-size incident; where alerts stay open it is closed again.</summary>
    /// <returns>What each channel answered, in their order. <see cref="AlertOutcome.Accepted"/> means that a person has to look.</returns>
    public async Task<IReadOnlyList<AlertTestResult>> SendTestAsync(CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return await Task.WhenAll(_channels.Select(channel => TestAsync(channel, now, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<AlertTestResult> TestAsync(ChannelState channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AlertNotice notice = TestNotice.Opened(_source, _options, now);
        AlertAnswer answer;
        while (true)
        {
            answer = await AttemptAsync(channel, notice, cancellationToken).ConfigureAwait(false);
            if (answer.Outcome != AlertOutcome.Refused || notice.Size == AlertSize.Line)
            {
                break;
            }

            notice = notice with { Size = notice.Size + 1 };
        }

        if (channel.Traits.KeepsOpen && answer.IsTaken)
        {
            AlertAnswer closed = await AttemptAsync(channel, TestNotice.Closed(notice, answer.Reference), cancellationToken).ConfigureAwait(false);
            answer = closed.IsTaken ? answer : closed;
        }

        return new AlertTestResult(channel.Name, channel.Channel.Type, answer, notice.Size);
    }

    private async Task RunAsync(ChannelState channel)
    {
        while (true)
        {
            Attempt? attempt;
            Task changed;
            TimeSpan wait = Timeout.InfiniteTimeSpan;
            lock (_gate)
            {
                if (_isDisposed)
                {
                    return;
                }

                changed = _changed.Task;
                DateTimeOffset now = _time.GetUtcNow();
                attempt = Next(channel, now);
                if (attempt is null && NextDue(channel, now) is { } due)
                {
                    wait = due > now ? due - now : TimeSpan.Zero;
                }
            }

            if (attempt is not null)
            {
                AlertAnswer answer = await AttemptAsync(channel, attempt.Notice, CancellationToken.None).ConfigureAwait(false);
                lock (_gate)
                {
                    // Cut off by the end of the process: nothing is known of it, which is what was saved.
                    if (!_closing.IsCancellationRequested && attempt.Generation == _generation)
                    {
                        Apply(channel, attempt, answer, _time.GetUtcNow());
                    }

                    Changed();
                }

                continue;
            }

            try
            {
                // Timers take 49 days at most; nothing here waits as long.
                await changed.WaitAsync(wait, _time, _closing.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Something is due.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Never throws.
    private async Task<AlertAnswer> AttemptAsync(ChannelState channel, AlertNotice notice, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token, cancellationToken);
        bool isMine = false;
        try
        {
            await channel.Turn.WaitAsync(either.Token).ConfigureAwait(false);
            isMine = true;

            // Off this thread: a channel that blocks before its first await must not hold up others.
            Task<AlertAnswer> sending = Task.Run(() => channel.Channel.SendAsync(notice, either.Token), CancellationToken.None);
            AlertAnswer answer = await sending.WaitAsync(either.Token).ConfigureAwait(false);
            _metrics.Told(channel.Name, answer.Outcome);
            return answer;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            _metrics.Told(channel.Name, AlertOutcome.Unknown);
            return new AlertAnswer(AlertOutcome.Unknown, "timeout");
        }
#pragma warning disable CA1031 // Protects the other alerts from what a channel throws. Its message may have an address in it, so only its type is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _metrics.Told(channel.Name, AlertOutcome.Unknown);
            return new AlertAnswer(AlertOutcome.Unknown, exception.GetType().Name);
        }
        finally
        {
            if (isMine)
            {
                channel.Turn.Release();
            }
        }
    }

    private Attempt? Next(ChannelState channel, DateTimeOffset now)
    {
        if (!_isReleased || BlockOf(channel, now) > now)
        {
            return null;
        }

        OpenAlert? chosen = null;
        ChannelAccount? account = null;
        OwedNotice? notice = null;
        foreach ((OpenAlert alert, ChannelAccount one, OwedNotice owed) in Attemptable(channel, now))
        {
            if (DueOf(owed, now) <= now && (notice is null || Urgency(owed) > Urgency(notice) || (Urgency(owed) == Urgency(notice) && owed.Since < notice.Since)))
            {
                (chosen, account, notice) = (alert, one, owed);
            }
        }

        if (chosen is null)
        {
            (chosen, account) = Resends(channel, now).FirstOrDefault(resend => resend.Account.Resend <= now);
        }

        return chosen is null ? null : Begin(channel, chosen, account!, notice, now);
    }

    // From here on the channel may have it.
    private Attempt Begin(ChannelState channel, OpenAlert alert, ChannelAccount account, OwedNotice? owed, DateTimeOffset now)
    {
        AlertNotice notice = NoticeFor(channel, alert, account, owed, now);
        var attempt = new Attempt(_generation, alert, account, owed, notice, account[alert.Severity]);
        if (owed is not null)
        {
            account.FirstSequence = account.FirstSequence == 0 ? owed.Sequence : account.FirstSequence;
            account.LastSequence = owed.Sequence;
            if (owed.Phase == AlertPhase.Opened)
            {
                attempt = attempt with { Before = account[owed.Severity] };
                account[owed.Severity] = attempt.Before == Told.No ? Told.Maybe : attempt.Before;
            }
        }

        return attempt;
    }

    private void Apply(ChannelState channel, Attempt attempt, AlertAnswer answer, DateTimeOffset now)
    {
        attempt.Account.Reference = answer.Reference ?? attempt.Account.Reference;
        switch (answer.Outcome)
        {
            case AlertOutcome.Delivered or AlertOutcome.Accepted:
                Taken(channel, attempt, now);
                if (answer.Reason is { } partly)
                {
                    Log.AlertPartlyTold(_logger, channel.Name, attempt.Alert.Incident, partly);
                }

                Sweep();
                return;
            case AlertOutcome.Refused:
                SurelyNotTaken(channel, attempt);
                Refused(channel, attempt, answer, now);
                break;
            case AlertOutcome.Broken:
                SurelyNotTaken(channel, attempt);
                channel.Blocks++;
                channel.BlockedUntil = now + AttemptTimes.Broken(channel.Blocks);
                Failed(channel, answer, isBroken: true, now);
                break;
            case AlertOutcome.Throttled:
                SurelyNotTaken(channel, attempt);
                channel.Blocks++;
                channel.BlockedUntil = now + AttemptTimes.Throttled(channel.Blocks, answer.RetryAfter, _random());
                Failed(channel, answer, channel.IsBroken, now);
                break;
            case AlertOutcome.Unreachable:
                SurelyNotTaken(channel, attempt);
                Again(attempt, now);
                Failed(channel, answer, isBroken: false, now);
                break;
            case AlertOutcome.Unknown:
                Again(attempt, now);
                Failed(channel, answer, isBroken: false, now);
                break;
            default:
                throw new UnreachableException($"{answer.Outcome} is no outcome.");
        }

        if (attempt.Owed is { } owed)
        {
            owed.Reason = answer.Reason;
        }
        else
        {
            attempt.Account.Resend = now + ResendAgain;
        }

        Sweep();
    }

    private void Taken(ChannelState channel, Attempt attempt, DateTimeOffset now)
    {
        ChannelAccount account = attempt.Account;
        if (channel.FailingSince is { } since)
        {
            Log.AlertChannelWorks(_logger, channel.Name, since);
            (channel.FailingSince, channel.IsBroken, channel.Reason, channel.Logged) = (null, false, null, null);

            // What waited for the channel waits no longer.
            foreach ((_, _, OwedNotice waiting) in OwedTo(channel, now))
            {
                waiting.Due = now;
            }
        }

        (channel.BlockedUntil, channel.Blocks, channel.LastTaken) = (null, 0, now);
        if (channel.Traits.ResendEvery is { } every)
        {
            account.Resend = now + every;
        }

        if (attempt.Owed is not { } owed)
        {
            return;
        }

        account.Owed.Remove(owed);
        if (owed.Phase == AlertPhase.Opened)
        {
            account[owed.Severity] = Told.Yes;
        }

        Log.AlertTold(_logger, channel.Name, attempt.Alert.Incident, attempt.Notice.Kind);
    }

    private void SurelyNotTaken(ChannelState channel, Attempt attempt)
    {
        if (attempt.Owed is not { Phase: AlertPhase.Opened } owed)
        {
            return;
        }

        ChannelAccount account = attempt.Account;
        account[owed.Severity] = attempt.Before;

        // It ended while this was under way, and an end was noted in case that it arrives: it did not, and there is nothing to close.
        if (attempt.Alert.Ended is not null && !account.MayKnow && channel.Traits.KeepsOpen)
        {
            account.Owed.RemoveAll(later => later.Phase == AlertPhase.Closed);
        }
    }

    private void Refused(ChannelState channel, Attempt attempt, AlertAnswer answer, DateTimeOffset now)
    {
        if (channel.Traits.IsRecord && attempt.Owed is { } never)
        {
            // A record has one form only, and the next ones wait behind it.
            attempt.Account.Owed.Remove(never);
            Log.AlertNeverTold(_logger, channel.Name, attempt.Alert.Incident, answer.Reason ?? "refused");
            return;
        }

        if (attempt.Owed is { Size: < AlertSize.Line } larger)
        {
            larger.Size++;
            larger.Due = now;
            Log.AlertShortened(_logger, channel.Name, attempt.Alert.Incident, answer.Reason ?? "refused");
            return;
        }

        if (attempt.Owed is { } owed)
        {
            owed.IsRefused = true;
            owed.Due = now + AttemptTimes.Refused;
        }

        Failed(channel, answer, isBroken: true, now);
    }

    private static void Again(Attempt attempt, DateTimeOffset now)
    {
        if (attempt.Owed is { } owed)
        {
            owed.Failures++;
            owed.Due = now + AttemptTimes.Transient(owed.Failures, owed.Severity);
        }
    }

    private void Failed(ChannelState channel, AlertAnswer answer, bool isBroken, DateTimeOffset now)
    {
        bool isNews = channel.FailingSince is null || isBroken != channel.IsBroken;
        channel.FailingSince ??= now;
        (channel.IsBroken, channel.Reason) = (isBroken, answer.Reason ?? "no reason given");
        if (!isNews && channel.Logged is { } logged && now - logged < LogEvery && logged <= now)
        {
            return;
        }

        channel.Logged = now;
        int owed = OwedTo(channel, now).Count();
        if (isBroken)
        {
            Log.AlertChannelBroken(_logger, channel.Name, channel.FailingSince.Value, channel.Reason, owed);
        }
        else
        {
            Log.AlertChannelFails(_logger, channel.Name, channel.FailingSince.Value, channel.Reason, owed);
        }
    }

    // What is over and told is forgotten, but for ends that a service may forget.
    private void Sweep() => _alerts.RemoveAll(alert => alert.Ended is { } ended && alert.Accounts.TrueForAll(account =>
        account.Owed.Count == 0 && (account.Resend is null || ChannelOf(account) is not { } channel || _time.GetUtcNow() - ended >= channel.Traits.ResendEndFor)));

    private IEnumerable<(OpenAlert Alert, ChannelAccount Account, OwedNotice Notice)> Attemptable(ChannelState channel, DateTimeOffset now)
    {
        foreach ((OpenAlert alert, ChannelAccount account, OwedNotice owed) in OwedTo(channel, now))
        {
            // In order where there are several.
            if (!owed.IsHeld && account.Owed[0] == owed)
            {
                yield return (alert, account, owed);
            }
        }
    }

    private IEnumerable<(OpenAlert Alert, ChannelAccount Account)> Resends(ChannelState channel, DateTimeOffset now) =>
        from alert in _alerts
        let account = alert.Find(channel.Name)
        where account is { Resend: not null } && account.Owed.TrueForAll(owed => IsMuted(alert, owed, channel, now)) && (alert.Ended is not { } ended || now - ended < channel.Traits.ResendEndFor)
        orderby account.Resend
        select (alert, account);

    private DateTimeOffset? NextDue(ChannelState channel, DateTimeOffset now)
    {
        if (!_isReleased)
        {
            return null;
        }

        DateTimeOffset? next = null;
        foreach ((_, _, OwedNotice owed) in Attemptable(channel, now))
        {
            DateTimeOffset due = DueOf(owed, now);
            next = next < due ? next : due;
        }

        foreach ((_, ChannelAccount account) in Resends(channel, now))
        {
            next = next < account.Resend ? next : account.Resend;
        }

        // What a silence holds back is due with the update after its end, and the end of an end's repetitions with the next answer.
        return next is { } time && BlockOf(channel, now) is { } block && block > time ? block : next;
    }

    private bool CanStillTell(ChannelState channel, DateTimeOffset now, DateTimeOffset end) =>
        (BlockOf(channel, now) is not { } block || block < end)
        && (Attemptable(channel, now).Any(one => DueOf(one.Notice, now) < end) || Resends(channel, now).Any(one => one.Account.Resend <= now));

    private static DateTimeOffset DueOf(OwedNotice owed, DateTimeOffset now) => owed.Due - now > LongestWait ? now : owed.Due;

    private static DateTimeOffset? BlockOf(ChannelState channel, DateTimeOffset now) => channel.BlockedUntil is { } until && until - now > LongestWait ? null : channel.BlockedUntil;

    private static int Urgency(OwedNotice owed) => owed.Phase switch
    {
        AlertPhase.Opened => (int)owed.Severity * 2,
        AlertPhase.Closed => 3,
        AlertPhase.Reminded => 1,
        _ => throw new UnreachableException($"{owed.Phase} is no phase."),
    };

    private AlertNotice NoticeFor(ChannelState channel, OpenAlert alert, ChannelAccount account, OwedNotice? owed, DateTimeOffset now)
    {
        AlertPhase phase = owed?.Phase ?? (alert.Ended is null ? AlertPhase.Opened : AlertPhase.Closed);

        // A record says what was so then; people are told what is so now.
        bool isThen = channel.Traits.IsRecord && owed is not null;

        // What is sent again is what was told: a silence may hold back that it became worse.
        AlertSeverity severity = owed?.Severity ?? (alert.Topic == AlertTopic.Overload && account.Opened == Told.No ? AlertSeverity.Warning : alert.Severity);
        return new AlertNotice(alert.Topic, phase, severity, alert.Incident, owed?.Sequence ?? Math.Max(account.LastSequence, 1), owed?.Transition ?? alert.Last)
        {
            Source = _source,
            Since = alert.Since,
            CriticalSince = alert.CriticalSince,
            At = owed is { IsRefused: true } ? now : isThen ? owed!.Transition.Time : alert.At,
            Ended = phase == AlertPhase.Closed ? alert.Ended : null,
            Figures = isThen ? owed!.Transition.Figures : alert.Figures,
            Facts = alert.Facts,
            Reminder = phase == AlertPhase.Reminded ? alert.Reminder : 0,
            Size = owed?.Size ?? AlertSize.Full,
            MayHaveWarning = account.Warning != Told.No,
            MayHaveOpened = account.Opened != Told.No,
            FirstSequence = account.FirstSequence == 0 ? owed?.Sequence ?? 1 : account.FirstSequence,
            Reference = account.Reference,
            LimitSetMinutes = (int)_options.MaxBehind.TotalMinutes,
            HistoryMinutes = (int)_options.History.TotalMinutes,
            Untold = phase == AlertPhase.Closed ? [.. alert.Untold] : [],
            Page = _options.PageFor(alert.Pipeline, alert.Since, alert.Ended ?? alert.At),
        };
    }

    private sealed record Attempt(int Generation, OpenAlert Alert, ChannelAccount Account, OwedNotice? Owed, AlertNotice Notice, Told Before);
}
