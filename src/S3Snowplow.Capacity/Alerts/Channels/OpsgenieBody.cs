using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Bodies for Opsgenie and Jira Service Management: message 130 characters, description 15,000, tags 20 of 50, details strings only, note 25,000.</summary>
internal static class OpsgenieBody
{
    private const int MaxMessage = 130;
    private const int MaxDescription = 15_000;
    private const int MaxTag = 50;
    private const int MaxNote = 25_000;

    public static string PriorityOf(AlertNotice notice) => notice switch
    {
        { Topic: AlertTopic.Test } => "P5",
        { Severity: AlertSeverity.Critical } => "P1",
        { Severity: AlertSeverity.Error } => "P2",
        { Severity: AlertSeverity.Warning } => "P3",
        _ => "P4",
    };

    public static byte[] WriteCreate(AlertNotice notice) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        string headline = AlertText.Headline(notice);
        json.WriteString("message"u8, AlertWords.Cut(notice.Size == AlertSize.Line ? AlertText.Line(notice) : headline, MaxMessage));
        json.WriteString("alias"u8, notice.Incident);
        if (notice.Size != AlertSize.Line)
        {
            json.WriteString("description"u8, AlertWords.Cut(AlertText.Plain(notice), MaxDescription));
            json.WriteString("entity"u8, AlertWords.Name(notice.Pipeline ?? notice.Source));
        }

        json.WriteString("source"u8, "S3Snowplow"u8);
        json.WriteString("priority"u8, PriorityOf(notice));
        if (notice.Size == AlertSize.Full)
        {
            json.WriteStartArray("tags"u8);
            json.WriteStringValue("s3snowplow"u8);
            json.WriteStringValue(AlertWords.Cut($"kind:{notice.Kind}", MaxTag));
            if (notice.Pipeline is { } pipeline)
            {
                json.WriteStringValue(AlertWords.Cut($"pipeline:{AlertWords.Name(pipeline)}", MaxTag));
            }

            json.WriteEndArray();
            json.WriteStartObject("details"u8);
            foreach (AlertField field in AlertText.Fields(notice))
            {
                json.WriteString(field.Label, field.Value);
            }

            foreach ((string label, Uri address) in AlertText.Links(notice).Where(link => link.Address.AbsoluteUri.Length <= 2048))
            {
                json.WriteString(label, address.AbsoluteUri);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    public static byte[] WriteNote(AlertNotice notice) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        json.WriteString("source"u8, "S3Snowplow"u8);
        json.WriteString("user"u8, "S3Snowplow"u8);
        json.WriteString("note"u8, AlertWords.Cut(notice.Size == AlertSize.Line ? AlertText.Line(notice) : $"{AlertText.State(notice)}: {AlertText.Headline(notice)}", MaxNote));
        json.WriteEndObject();
    });

    public static byte[] WritePriority(AlertNotice notice) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        json.WriteString("priority"u8, PriorityOf(notice));
        json.WriteEndObject();
    });
}
