using System.Diagnostics;
using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Alerts for Alertmanager: an array. The labels are the identity, so that nothing that changes is among them.</summary>
internal static class AlertmanagerBody
{
    /// <summary>How long after the last time that it was sent an alert ends by itself: five times the interval, so that a clock that is a minute off harms nothing.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    /// <param name="notice">The notice.</param>
    /// <param name="team">The team as it was when it was opened.</param>
    /// <param name="now">The present time.</param>
    public static byte[] Write(AlertNotice notice, string? team, DateTimeOffset now) => AlertJson.Body(json =>
    {
        json.WriteStartArray();
        bool isWarning = notice.Topic == AlertTopic.Overload && notice.Severity == AlertSeverity.Warning;
        DateTimeOffset critical = notice.CriticalSince ?? notice.Since;
        if (notice.Phase == AlertPhase.Closed)
        {
            DateTimeOffset ended = notice.Ended ?? notice.At;
            if (notice.MayHaveOpened || !notice.MayHaveWarning)
            {
                WriteAlert(json, notice, LabelOf(notice, isWarning: false), team, critical, ended);
            }

            if (notice.MayHaveWarning)
            {
                WriteAlert(json, notice, "warning", team, notice.Since, notice.CriticalSince ?? ended);
            }
        }
        else
        {
            WriteAlert(json, notice, LabelOf(notice, isWarning), team, isWarning ? notice.Since : critical, now + Lasts);
            if (!isWarning && notice.MayHaveWarning)
            {
                // In the same request, so that nobody sees both.
                WriteAlert(json, notice, "warning", team, notice.Since, critical);
            }
        }

        json.WriteEndArray();
    });

    private static void WriteAlert(Utf8JsonWriter json, AlertNotice notice, string severity, string? team, DateTimeOffset starts, DateTimeOffset ends)
    {
        json.WriteStartObject();
        json.WriteStartObject("labels"u8);
        json.WriteString("alertname"u8, NameOf(notice.Topic));
        if (notice.Pipeline is { } pipeline)
        {
            json.WriteString("pipeline"u8, AlertWords.Name(pipeline));
        }

        json.WriteString("severity"u8, severity);
        if (team is not null)
        {
            json.WriteString("team"u8, AlertWords.Name(team));
        }

        json.WriteString("source"u8, AlertWords.Name(notice.Source));
        json.WriteEndObject();
        json.WriteStartObject("annotations"u8);
        json.WriteString("summary"u8, notice.Size == AlertSize.Line ? AlertText.Line(notice) : AlertText.Headline(notice));
        if (notice.Size == AlertSize.Full)
        {
            json.WriteString("description"u8, AlertText.Plain(notice));
        }

        if (notice.Runbook is { } runbook && notice.Size != AlertSize.Line)
        {
            json.WriteString("runbook_url"u8, runbook.AbsoluteUri);
        }

        if (notice.Page is { } page && notice.Size != AlertSize.Line)
        {
            json.WriteString("dashboard_url"u8, page.AbsoluteUri);
        }

        json.WriteString("incident_id"u8, notice.Incident);
        json.WriteEndObject();

        // An end before the begin is refused.
        json.WriteString("startsAt"u8, AlertWords.Wire(starts));
        json.WriteString("endsAt"u8, AlertWords.Wire(ends < starts ? starts : ends));
        if (notice.Page is { } link && notice.Size != AlertSize.Line)
        {
            json.WriteString("generatorURL"u8, link.AbsoluteUri);
        }

        json.WriteEndObject();
    }

    private static string LabelOf(AlertNotice notice, bool isWarning) => notice.Topic switch
    {
        AlertTopic.Overload => isWarning ? "warning" : "critical",
        AlertTopic.Blind or AlertTopic.Silent => "critical",
        AlertTopic.CapacitySuspect or AlertTopic.ThroughputDiffers or AlertTopic.Test => "info",
        _ => throw new UnreachableException($"{notice.Topic} is no topic."),
    };

    private static string NameOf(AlertTopic topic) => topic switch
    {
        AlertTopic.Overload => "PipelineOverload",
        AlertTopic.Blind => "S3SnowplowBlind",
        AlertTopic.Silent => "PipelineSilent",
        AlertTopic.CapacitySuspect => "PipelineCapacitySuspect",
        AlertTopic.ThroughputDiffers => "PipelineThroughputDiffers",
        AlertTopic.Test => "S3SnowplowTest",
        _ => throw new UnreachableException($"{topic} is no topic."),
    };
}
