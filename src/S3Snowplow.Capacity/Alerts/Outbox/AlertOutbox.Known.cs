using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Capacity;

/// <content>What is known of alerts that are not over everywhere.</content>
public sealed partial class AlertOutbox
{
    /// <summary>What became of the alerts of each incident that some channel still has open or is owed, by pipeline and begin; records (the log, events) are left out.</summary>
    internal IReadOnlyDictionary<(string Pipeline, long Start), IReadOnlyList<ChannelTold>> Incidents()
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            var known = new Dictionary<(string, long), IReadOnlyList<ChannelTold>>();
            foreach (OpenAlert alert in _alerts.Where(alert => alert.Topic == AlertTopic.Overload))
            {
                if (alert is { Pipeline: { } pipeline, Last.IncidentStart: { } start })
                {
                    known[(pipeline, start)] = [.. alert.Accounts.Where(account => ChannelOf(account) is { Traits.IsRecord: false }).Select(account => ToldOf(alert, account, now))];
                }
            }

            return known;
        }
    }

    private static ChannelTold ToldOf(OpenAlert alert, ChannelAccount account, DateTimeOffset now)
    {
        OwedNotice? owed = account.Owed.LastOrDefault();
        DateTimeOffset? silenced = owed is not null && owed.Phase != AlertPhase.Closed && alert.IsSilenced(now) ? alert.SilencedUntil : null;
        Told told = account.Opened > account.Warning ? account.Opened : account.Warning;
        return new ChannelTold(account.Channel, told, owed is null ? null : owed.Reason ?? "not attempted yet", silenced);
    }
}
