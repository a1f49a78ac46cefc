using System.Globalization;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <content>What happened becomes what is owed.</content>
public sealed partial class AlertOutbox
{
    /// <summary>Notes a transition for each channel that is to be told of it. It is not attempted before <see cref="Release"/>. What was noted before is left as it is.</summary>
    /// <param name="transition">What happened.</param>
    /// <param name="bands">The bands in effect: who is told, silences, owner and sizes; <see langword="null"/>: all channels are told.</param>
    public void Add(ThroughputTransition transition, CapacityBands? bands)
    {
        ArgumentNullException.ThrowIfNull(transition);

        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            switch (transition.Kind.Phase())
            {
                case AlertPhase.Opened:
                    Open(transition, bands, now);
                    break;
                case AlertPhase.Closed:
                    Close(transition, bands, now);
                    break;
                case AlertPhase.Reminded:
                default:
                    throw new System.Diagnostics.UnreachableException($"{transition.Kind} is no transition of alerts.");
            }

            Changed();
        }
    }

    private void Open(ThroughputTransition transition, CapacityBands? bands, DateTimeOffset now)
    {
        AlertTopic topic = transition.Kind.Topic();
        AlertSeverity severity = transition.Kind.Severity();
        OpenAlert? alert = FindOpen(transition);
        if (alert is not null && (alert.Ended is not null || topic != AlertTopic.Overload || severity <= alert.Severity))
        {
            // It is told already: the same once more, or its end was never judged and it goes on.
            return;
        }

        if (alert is null)
        {
            CloseOrphans(transition, now);
            alert = new OpenAlert(topic, KeyOf(transition), transition.IncidentTime ?? transition.Time, transition) { NextReminder = now + _options.RenotifyAfter };
            _alerts.Add(alert);
        }

        (alert.Last, alert.Severity, alert.At, alert.Figures) = (transition, severity, transition.Time, transition.Figures);
        alert.Facts = PipelineFacts.Of(bands, transition.Pipeline, transition.Figures, _options.History) ?? alert.Facts;
        alert.SilencedUntil = SilenceOf(bands, transition.Pipeline, now) ?? alert.SilencedUntil;
        if (severity == AlertSeverity.Critical)
        {
            alert.CriticalSince = transition.Time;
        }

        alert.Sequence++;
        foreach (ChannelState channel in ChannelsFor(bands?.Find(transition.Pipeline ?? string.Empty), severity))
        {
            Owe(alert, channel, AlertPhase.Opened, now);
        }

        // Whoever was told of the warning is told that it has become worse, also where the bands name others by now.
        foreach (ChannelAccount account in alert.Accounts.Where(account => account.MayKnow && account.Owed.Count == 0).ToList())
        {
            if (ChannelOf(account) is { } channel && account.LastSequence < alert.Sequence)
            {
                Owe(alert, channel, AlertPhase.Opened, now);
            }
        }

        if (alert.IsSilenced(now))
        {
            foreach (ChannelAccount account in alert.Accounts.Where(account => ChannelOf(account) is { Traits.IsRecord: false }))
            {
                _metrics.Silenced(account.Channel);
            }

            Log.AlertSilenced(_logger, alert.Incident, alert.SilencedUntil!.Value);
        }
    }

    private void Close(ThroughputTransition transition, CapacityBands? bands, DateTimeOffset now)
    {
        OpenAlert? alert = FindOpen(transition);
        if (alert is { Ended: not null })
        {
            return;
        }

        if (alert is null)
        {
            // Told by a process whose outbox is lost, or by an earlier version: somebody may have it open.
            alert = new OpenAlert(transition.Kind.Topic(), KeyOf(transition), transition.IncidentTime ?? transition.Time, transition) { Severity = AlertSeverity.Critical };
            alert.Facts = PipelineFacts.Of(bands, transition.Pipeline, transition.Figures, _options.History);
            foreach (ChannelState channel in ChannelsFor(bands?.Find(transition.Pipeline ?? string.Empty), AlertSeverity.Critical))
            {
                ChannelAccount account = alert.For(channel.Name);
                account.Opened = Told.Maybe;
                if (alert.Topic == AlertTopic.Overload)
                {
                    account.Warning = Told.Maybe;
                }
            }

            _alerts.Add(alert);
        }

        alert.Facts = PipelineFacts.Of(bands, transition.Pipeline, transition.Figures, _options.History) ?? alert.Facts;
        (alert.At, alert.Figures) = (transition.Time, transition.Figures);
        End(alert, transition, now);
    }

    private void End(OpenAlert alert, ThroughputTransition transition, DateTimeOffset now)
    {
        (alert.Last, alert.Ended) = (transition, transition.Time < alert.Since ? alert.Since : transition.Time);
        alert.Sequence++;
        foreach (ChannelAccount account in alert.Accounts)
        {
            if (ChannelOf(account) is not { } channel)
            {
                continue;
            }

            if (channel.Traits.IsRecord)
            {
                Owe(alert, channel, AlertPhase.Closed, now);
                continue;
            }

            OwedNotice? unsent = account.Owed.Find(owed => owed.Phase == AlertPhase.Opened);
            account.Owed.Clear();
            if (account.MayKnow)
            {
                Owe(alert, channel, AlertPhase.Closed, now);
            }
            else if (unsent is not null && !alert.IsSilenced(now))
            {
                alert.Untold.Add($"{account.Channel} ({unsent.Reason ?? "not attempted"})");
                Log.AlertNeverTold(_logger, account.Channel, alert.Incident, unsent.Reason ?? "not attempted");

                // An alert that was never opened needs no end; people want to know of both.
                if (!channel.Traits.KeepsOpen)
                {
                    Owe(alert, channel, AlertPhase.Closed, now);
                }
            }
        }
    }

    // To a channel of messages the latest counts. A record gets everything, in order.
    private static void Owe(OpenAlert alert, ChannelState channel, AlertPhase phase, DateTimeOffset now)
    {
        ChannelAccount account = alert.For(channel.Name);
        if (!channel.Traits.IsRecord)
        {
            account.Owed.Clear();
        }

        account.Owed.Add(new OwedNotice(alert.Sequence, phase, alert.Severity, alert.Last, now));
    }

    // One pipeline has one incident open at a time: another one that is still here has lost its end.
    private void CloseOrphans(ThroughputTransition transition, DateTimeOffset now)
    {
        if (transition.Kind.Topic() != AlertTopic.Overload)
        {
            return;
        }

        foreach (OpenAlert orphan in _alerts.Where(alert => alert.Topic == AlertTopic.Overload && alert.Ended is null && alert.Pipeline == transition.Pipeline).ToList())
        {
            orphan.Accounts.RemoveAll(account => ChannelOf(account) is { Traits.IsRecord: true });
            (orphan.At, orphan.Figures) = (transition.Time, null);
            End(orphan, orphan.Last with { Kind = TransitionKind.Recovered, Minute = transition.Minute, Receipt = transition.Receipt, Figures = null }, now);
        }
    }

    private OpenAlert? FindOpen(ThroughputTransition transition)
    {
        AlertTopic topic = transition.Kind.Topic();
        return topic switch
        {
            AlertTopic.Overload or AlertTopic.CapacitySuspect or AlertTopic.ThroughputDiffers =>
                _alerts.Find(alert => alert.Topic == topic && alert.Incident == KeyOf(transition)),
            AlertTopic.Blind or AlertTopic.Silent => _alerts.Find(alert => alert.Topic == topic && alert.Ended is null && alert.Pipeline == transition.Pipeline),
            AlertTopic.Test => null,
            _ => throw new System.Diagnostics.UnreachableException($"{topic} is no topic."),
        };
    }

    private string KeyOf(ThroughputTransition transition)
    {
        string id = (transition.Incident ?? transition.IdFor(_source)).ToString("D", CultureInfo.InvariantCulture);
        return _options.Installation is { } installation ? $"{installation}-{id}" : id;
    }

    // Records get everything. Of the others: those that the pipeline names, or all; of them those that want this severity, or all where none does, so that nothing is told to nobody.
    private List<ChannelState> ChannelsFor(PipelineBand? pipeline, AlertSeverity severity)
    {
        List<ChannelState> named = [.. _channels.Where(channel => !channel.Traits.IsRecord && IsNamed(channel, pipeline))];
        List<ChannelState> wanting = named.FindAll(channel => severity >= channel.Traits.LeastSeverity);
        return [.. _channels.Where(channel => channel.Traits.IsRecord), .. wanting.Count > 0 ? wanting : named];
    }

    private bool IsNamed(ChannelState channel, PipelineBand? pipeline) =>
        pipeline is { Alerts.Count: > 0 } ? pipeline.Alerts.Contains(channel.Name, StringComparer.Ordinal) : channel.Name != _options.EscalateTo;

    private ChannelState? ChannelOf(ChannelAccount account) => _channels.Find(channel => channel.Name == account.Channel);

    private static DateTimeOffset? SilenceOf(CapacityBands? bands, string? pipeline, DateTimeOffset now)
    {
        DateTimeOffset? until = null;
        foreach (AlertSilence silence in bands?.Find(pipeline ?? string.Empty)?.Silences ?? [])
        {
            if (silence.From <= now && now < silence.To && !(until > silence.To))
            {
                until = silence.To;
            }
        }

        return until;
    }
}
