using System.Diagnostics;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>The coloured mark before a message, so that a list of them is read at a glance.</summary>
internal static class ChatMarks
{
    public static string Of(AlertNotice notice) => notice switch
    {
        { Topic: AlertTopic.Test } => "🔵",
        { Phase: AlertPhase.Closed } => "🟢",
        _ => notice.Severity switch
        {
            AlertSeverity.Critical => "🔴",
            AlertSeverity.Error => "🟠",
            AlertSeverity.Warning => "🟡",
            AlertSeverity.Info => "🔵",
            _ => throw new UnreachableException($"{notice.Severity} is no severity."),
        },
    };
}
