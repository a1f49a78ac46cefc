using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>An event for PagerDuty: at most 1,024 characters of summary, 255 of key, 512 KB in all.</summary>
internal static class PagerDutyBody
{
    private const int MaxSummary = 1024;

    // Longer links are cut by nobody and opened by nobody.
    private const int MaxLink = 2048;

    public static byte[] Write(AlertNotice notice, AlertSecret routingKey, bool isTrigger, bool isWarning) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        json.WriteString("routing_key"u8, routingKey.Reveal());
        json.WriteString("event_action"u8, isTrigger ? "trigger"u8 : "resolve"u8);
        json.WriteString("dedup_key"u8, isWarning ? $"{notice.Incident}-w" : notice.Incident);
        json.WriteString("client"u8, "S3Snowplow"u8);
        if (Fits(notice.Page))
        {
            json.WriteString("client_url"u8, notice.Page!.AbsoluteUri);
        }

        // A resolve has all of it too: rules that filter by payload would lose it otherwise.
        json.WriteStartObject("payload"u8);
        string summary = notice.Size == AlertSize.Line ? AlertText.Line(notice) : AlertText.Headline(notice);
        json.WriteString("summary"u8, AlertWords.Cut(notice.Phase == AlertPhase.Reminded ? $"{AlertText.State(notice)}: {summary}" : summary, MaxSummary));
        json.WriteString("source"u8, AlertWords.Name(notice.Pipeline ?? notice.Source));
        json.WriteString("severity"u8, notice.Phase == AlertPhase.Closed ? "info" : isTrigger ? notice.SeverityName : isWarning ? "warning" : "info");
        json.WriteString("timestamp"u8, AlertWords.Wire(notice.Ended ?? notice.At));
        json.WriteString("component"u8, "pipeline"u8);
        if (notice.Facts?.Owner is { } owner)
        {
            json.WriteString("group"u8, AlertWords.Name(owner));
        }

        json.WriteString("class"u8, notice.Topic.Word());
        if (notice.Size == AlertSize.Full)
        {
            json.WritePropertyName("custom_details"u8);
            AlertJson.WriteData(json, notice);
        }

        json.WriteEndObject();
        if (notice.Size != AlertSize.Line)
        {
            json.WriteStartArray("links"u8);
            foreach ((string label, Uri address) in AlertText.Links(notice).Where(link => Fits(link.Address)))
            {
                json.WriteStartObject();
                json.WriteString("href"u8, address.AbsoluteUri);
                json.WriteString("text"u8, label);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static bool Fits(Uri? address) => address is not null && address.AbsoluteUri.Length <= MaxLink;
}
