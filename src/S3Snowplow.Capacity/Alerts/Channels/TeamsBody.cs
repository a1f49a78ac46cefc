using System.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>An Adaptive Card of version 1.4 for Teams. The limit is 28 KB for all of it; 24 are planned for.</summary>
internal static class TeamsBody
{
    public const int MaxBytes = 24 * 1024;

    private const int MaxText = 1500;
    private const int MaxFact = 400;
    private const int MaxLink = 2048;

    public static byte[] Write(AlertNotice notice, bool isBareCard) => AlertJson.Fitting(notice, MaxBytes, form => AlertJson.Body(json =>
    {
        if (isBareCard)
        {
            WriteCard(json, form);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteStartArray("attachments"u8);
        json.WriteStartObject();
        json.WriteString("contentType"u8, "application/vnd.microsoft.card.adaptive"u8);
        json.WriteNull("contentUrl"u8);
        json.WritePropertyName("content"u8);
        WriteCard(json, form);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    /// <summary>Text that is read as it stands: Markdown's marks behind a backslash, and no function of the card's own.</summary>
    internal static string Escape(string text, int limit)
    {
        var escaped = new StringBuilder();
        foreach (char letter in AlertWords.Cut(text, limit))
        {
            if (letter is '_' or '*' or '[' or '\\')
            {
                escaped.Append('\\');
            }

            // "{{DATE(...)}}" in a name would be filled in.
            escaped.Append(letter == '{' && escaped.Length > 0 && escaped[^1] == '{' ? " {" : letter.ToString());
        }

        return escaped.ToString();
    }

    private static void WriteCard(Utf8JsonWriter json, AlertNotice notice)
    {
        string sentence = notice.Size == AlertSize.Line ? AlertText.Line(notice) : AlertText.Headline(notice);
        json.WriteStartObject();
        json.WriteString("$schema"u8, "http://adaptivecards.io/schemas/adaptive-card.json"u8);
        json.WriteString("type"u8, "AdaptiveCard"u8);
        json.WriteString("version"u8, "1.4"u8);
        json.WriteString("fallbackText"u8, AlertWords.Cut($"{AlertText.State(notice)}: {sentence}", MaxText));
        json.WriteStartObject("msteams"u8);
        json.WriteString("width"u8, "Full"u8);
        json.WriteEndObject();
        json.WriteStartArray("body"u8);
        WriteText(json, Escape($"{ChatMarks.Of(notice)} {AlertText.State(notice)} {AlertWords.Name(notice.Pipeline ?? notice.Source)}", MaxFact), ColorOf(notice));
        WriteText(json, Escape(sentence, MaxText));
        if (notice.Size != AlertSize.Line)
        {
            // Upper case, strict RFC 3339 and no blank inside the braces, or it is shown as it stands.
            string since = AlertWords.Wire(notice.Since);
            WriteText(json, $"Since {{{{DATE({since},SHORT)}}}} {{{{TIME({since})}}}} your time, {AlertWords.Time(notice.Since)}", isSubtle: true);
        }

        WriteFacts(json, notice);
        json.WriteEndArray();
        WriteActions(json, notice);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text, string? color = null, bool isSubtle = false)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "TextBlock"u8);
        json.WriteString("text"u8, text);
        if (color is not null)
        {
            json.WriteString("weight"u8, "Bolder"u8);
            json.WriteString("size"u8, "Large"u8);
            json.WriteString("color"u8, color);
        }

        json.WriteBoolean("wrap"u8, true);
        if (isSubtle)
        {
            json.WriteBoolean("isSubtle"u8, true);
        }

        json.WriteEndObject();
    }

    private static void WriteFacts(Utf8JsonWriter json, AlertNotice notice)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "FactSet"u8);
        json.WriteStartArray("facts"u8);
        foreach (AlertField field in AlertText.Fields(notice).Where(field => notice.Size == AlertSize.Full ? field.Label != "Since" : field.Label == "Incident"))
        {
            json.WriteStartObject();
            json.WriteString("title"u8, field.Label);
            json.WriteString("value"u8, Escape(field.Value, MaxFact));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteActions(Utf8JsonWriter json, AlertNotice notice)
    {
        json.WriteStartArray("actions"u8);
        foreach ((string label, Uri address) in AlertText.Links(notice).Where(link => notice.Size != AlertSize.Line && link.Address.AbsoluteUri.Length <= MaxLink))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "Action.OpenUrl"u8);
            json.WriteString("title"u8, label);
            json.WriteString("url"u8, address.AbsoluteUri);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string ColorOf(AlertNotice notice) => notice switch
    {
        { Topic: AlertTopic.Test } => "Accent",
        { Phase: AlertPhase.Closed } => "Good",
        { Severity: AlertSeverity.Critical or AlertSeverity.Error } => "Attention",
        { Severity: AlertSeverity.Warning } => "Warning",
        _ => "Accent",
    };
}
