using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>
/// A message of Slack's blocks: header 150 characters, section 3,000, field 2,000 each and 10 of them, together below 8,000 (the limit near 12,000 is not documented). What comes from outside stands in
/// <c>plain_text</c>, or is escaped where it is <c>mrkdwn</c>. Source: Slack reference, "Formatting text" and "Block Kit".
/// </summary>
internal static class SlackBody
{
    private const int MaxText = 4000;
    private const int MaxHeader = 150;
    private const int MaxSection = 2900;
    private const int MaxField = 400;
    private const int MaxLink = 2900;

    /// <summary>The members <c>text</c> and <c>blocks</c>, and what keeps links from being unfolded.</summary>
    public static void WriteMessage(Utf8JsonWriter json, AlertNotice notice)
    {
        json.WriteString("text"u8, Text(notice));
        if (notice.Size != AlertSize.Line)
        {
            WriteBlocks(json, notice);
        }

        json.WriteBoolean("unfurl_links"u8, false);
        json.WriteBoolean("unfurl_media"u8, false);
    }

    /// <summary>What phones show: a whole sentence, escaped.</summary>
    public static string Text(AlertNotice notice) => notice.Size == AlertSize.Line
        ? Escape(AlertText.Line(notice), MaxText)
        : $"{ChatMarks.Of(notice)} {Escape($"{AlertText.State(notice)}: {AlertText.Headline(notice)}", MaxText - 10)}";

    /// <summary>The three characters that Slack wants escaped, within a limit that counts what comes of it: nothing is cut inside an escape.</summary>
    internal static string Escape(string text, int limit)
    {
        for (int length = text.Length; ; length -= Math.Max(1, length / 8))
        {
            string escaped = AlertWords.Cut(text, length)
                .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
            if (escaped.Length <= limit || length <= 1)
            {
                return escaped;
            }
        }
    }

    private static void WriteBlocks(Utf8JsonWriter json, AlertNotice notice)
    {
        json.WriteStartArray("blocks"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "header"u8);
        PlainText(json, $"{ChatMarks.Of(notice)} {AlertText.State(notice)} {AlertWords.Name(notice.Pipeline ?? notice.Source)}", MaxHeader);
        json.WriteEndObject();

        json.WriteStartObject();
        json.WriteString("type"u8, "section"u8);
        json.WriteStartObject("text"u8);
        json.WriteString("type"u8, "mrkdwn"u8);
        string since = string.Create(CultureInfo.InvariantCulture, $"\nSince <!date^{notice.Since.ToUnixTimeSeconds()}^{{date_num}} {{time_secs}}|{AlertWords.Time(notice.Since)}>");
        json.WriteString("text"u8, Escape(AlertText.Headline(notice), MaxSection - since.Length) + since);
        json.WriteEndObject();
        json.WriteEndObject();

        AlertField[] fields = [.. AlertText.Fields(notice).Where(field => field.Label is not ("Since" or "Incident"))];
        if (notice.Size == AlertSize.Full && fields.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "section"u8);
            json.WriteStartArray("fields"u8);
            foreach (AlertField field in fields)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "plain_text"u8);
                json.WriteString("text"u8, AlertWords.Cut($"{field.Label}\n{field.Value}", MaxField));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "context"u8);
        json.WriteStartArray("elements"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "plain_text"u8);
        json.WriteString("text"u8, $"Incident {notice.Incident}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        WriteLinks(json, notice);
        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, AlertNotice notice)
    {
        (string Label, Uri Address)[] links = [.. AlertText.Links(notice).Where(link => link.Address.AbsoluteUri.Length <= MaxLink)];
        if (links.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "actions"u8);
        json.WriteStartArray("elements"u8);
        foreach ((string label, Uri address) in links)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "button"u8);
            PlainText(json, label, MaxHeader);
            json.WriteString("url"u8, address.AbsoluteUri);
            json.WriteString("action_id"u8, label.ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void PlainText(Utf8JsonWriter json, string text, int limit)
    {
        json.WriteStartObject("text"u8);
        json.WriteString("type"u8, "plain_text"u8);
        json.WriteString("text"u8, AlertWords.Cut(text, limit));
        json.WriteEndObject();
    }
}
