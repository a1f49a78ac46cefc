using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <content>What goes on: figures, reminders, silences, a second channel, and what nothing ends.</content>
public sealed partial class AlertOutbox
{
    // As long as a pipeline that is removed and comes back keeps its incident.
    private static readonly TimeSpan GoneFor = TimeSpan.FromHours(1);

    /// <summary>
    /// Brings what is untold up to date, and notes the reminders that are due, what a silence that has ended held back, and the second channel. Called after each run, before <see cref="Save"/>.
    /// </summary>
    /// <param name="open">The incidents that are open, with present figures.</param>
    /// <param name="bands">The bands in effect; <see langword="null"/>: what was known of them stays.</param>
    /// <param name="now">The present time.</param>
    public void Update(IReadOnlyList<IncidentStatus> open, CapacityBands? bands, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(open);

        lock (_gate)
        {
            Dictionary<string, IncidentStatus> byPipeline = open.ToDictionary(status => status.Pipeline, StringComparer.Ordinal);
            foreach (OpenAlert alert in _alerts.Where(alert => alert.Ended is null).ToList())
            {
                IncidentStatus? status = StatusOf(alert, byPipeline);
                Refresh(alert, status, bands, now);
                Silence(alert, bands, now);
                if (alert.IsSilenced(now))
                {
                    continue;
                }

                Remind(alert, goesOn: alert.Topic != AlertTopic.Overload || status is not null, now);
                Escalate(alert, now);
                EndWhatNothingEnds(alert, bands, now);
            }

            Sweep();
            Changed();
        }
    }

    private static IncidentStatus? StatusOf(OpenAlert alert, Dictionary<string, IncidentStatus> byPipeline)
    {
        IncidentStatus? status = alert.Topic == AlertTopic.Overload ? byPipeline.GetValueOrDefault(alert.Pipeline ?? string.Empty) : null;
        return status?.StartMinute == alert.Last.IncidentStart ? status : null;
    }

    private void Refresh(OpenAlert alert, IncidentStatus? status, CapacityBands? bands, DateTimeOffset now)
    {
        if (alert.Topic is AlertTopic.Blind or AlertTopic.Silent && now > alert.At)
        {
            // It goes on until it is said to be over.
            alert.At = now;
        }

        if (status is not null)
        {
            DateTimeOffset at = DateTimeOffset.UnixEpoch.AddMinutes(status.Minute + 1);
            if (at >= alert.At)
            {
                (alert.At, alert.Figures) = (at, status.Figures);
            }
        }

        alert.Facts = PipelineFacts.Of(bands, alert.Pipeline, alert.Figures, _options.History) ?? alert.Facts;
    }

    private void Silence(OpenAlert alert, CapacityBands? bands, DateTimeOffset now)
    {
        if (bands is null)
        {
            return;
        }

        DateTimeOffset? until = SilenceOf(bands, alert.Pipeline, now);
        if (until is null && alert.SilencedUntil is not null)
        {
            // What was held back is told now, as it is by now; a reminder follows in its own time.
            alert.NextReminder = now + _options.RenotifyAfter;
            foreach (OwedNotice owed in alert.Accounts.SelectMany(account => account.Owed))
            {
                owed.Due = now;
            }
        }

        alert.SilencedUntil = until;
    }

    private void Remind(OpenAlert alert, bool goesOn, DateTimeOffset now)
    {
        if (alert.Topic.HasNoEnd() || !goesOn || alert.NextReminder is not { } due || due > now)
        {
            return;
        }

        alert.NextReminder = now + _options.RenotifyAfter;
        List<ChannelState> waiting = [.. _channels.Where(channel => channel.Traits.TakesReminders && alert.Find(channel.Name) is { MayKnow: true, Owed.Count: 0 })];
        if (waiting.Count == 0)
        {
            return;
        }

        alert.Reminder++;
        alert.Sequence++;
        foreach (ChannelState channel in waiting)
        {
            Owe(alert, channel, AlertPhase.Reminded, now);
        }
    }

    private void Escalate(OpenAlert alert, DateTimeOffset now)
    {
        if (_options.EscalateTo is not { } name || alert.IsEscalated || alert.CriticalSince is not { } critical || alert.Find(name) is not null)
        {
            return;
        }

        bool isOld = now - critical >= _options.EscalateAfter;
        bool isUntold = alert.Accounts.TrueForAll(account => account.Opened != Told.Yes || ChannelOf(account) is { Traits.IsRecord: true })
            && alert.Accounts.SelectMany(account => account.Owed).Any(owed => owed.Phase == AlertPhase.Opened && now - owed.Since >= _options.FallbackAfter);
        if ((isOld || isUntold) && _channels.Find(channel => channel.Name == name) is { } second)
        {
            alert.IsEscalated = true;
            alert.Sequence++;
            Owe(alert, second, AlertPhase.Opened, now);
            Log.AlertEscalated(_logger, alert.Incident, name, isOld ? "it is still critical" : "no channel of the pipeline has taken it");
        }
    }

    private void EndWhatNothingEnds(OpenAlert alert, CapacityBands? bands, DateTimeOffset now)
    {
        if (alert.Topic.HasNoEnd())
        {
            if (now - alert.At >= _options.NoticeLasts)
            {
                // Told once: messages need no end, and what keeps it open is closed.
                alert.Accounts.RemoveAll(account => ChannelOf(account) is not { Traits.KeepsOpen: true } && account.Owed.Count == 0);
                EndQuietly(alert, now);
            }

            return;
        }

        // Of a pipeline that is gone nobody judges that it gets something again.
        alert.GoneSince = alert.Topic == AlertTopic.Silent && bands is not null && bands.Find(alert.Pipeline ?? string.Empty) is null ? alert.GoneSince ?? now : null;
        if (alert.GoneSince is { } gone && now - gone >= GoneFor)
        {
            EndQuietly(alert, now);
        }
    }

    private void EndQuietly(OpenAlert alert, DateTimeOffset now)
    {
        alert.Accounts.RemoveAll(account => ChannelOf(account) is { Traits.IsRecord: true } && account.Owed.Count == 0);
        (alert.Ended, alert.At) = (now, now);
        alert.Sequence++;
        foreach (ChannelAccount account in alert.Accounts.Where(account => account.MayKnow))
        {
            if (ChannelOf(account) is { Traits.IsRecord: false } channel)
            {
                Owe(alert, channel, AlertPhase.Closed, now);
            }
        }
    }
}
