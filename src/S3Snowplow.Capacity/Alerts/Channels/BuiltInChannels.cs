namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>The types of this package.</summary>
internal static class BuiltInChannels
{
    public static IReadOnlyList<AlertChannelType> All { get; } =
    [
        PagerDutyChannel.Registration, SlackWebhookChannel.Registration, SlackApiChannel.Registration, TeamsChannel.Registration, OpsgenieChannel.Registration, AlertmanagerChannel.Registration,
        WebhookChannel.Registration, CloudEventsChannel.Registration, LogAlertChannel.Registration, EventAlertChannel.Registration,
    ];
}
