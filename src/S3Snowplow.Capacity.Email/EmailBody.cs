using System.Globalization;
using System.Net;
using System.Text;
using MimeKit;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Capacity.Email;

/// <summary>
/// A message of an incident: text first, HTML last, no pictures. Its id is derived, so that a repetition is the same message; later ones refer to the first. The subject stays the same, as Gmail groups by it; the state is
/// the first word of the body.
/// </summary>
internal static class EmailBody
{
    private const int MaxSubject = 120;

    public static MimeMessage Write(AlertNotice notice, MailboxAddress from, MailboxAddress to, bool isStateInSubject, DateTimeOffset now)
    {
        string domain = from.Address[(from.Address.IndexOf('@') + 1)..];
        bool isFirst = notice.Sequence == notice.FirstSequence;
        string subject = SubjectOf(notice, isStateInSubject);
        var message = new MimeMessage
        {
            Subject = isFirst || isStateInSubject ? subject : $"Re: {subject}",
            Date = now.ToUniversalTime(),
            MessageId = IdOf(notice, notice.Sequence, domain),
        };
        message.From.Add(from);
        message.To.Add(to);
        if (!isFirst)
        {
            message.InReplyTo = IdOf(notice, notice.FirstSequence, domain);
            message.References.Add(message.InReplyTo);
        }

        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-S3Snowplow-Incident", notice.Incident);
        message.Headers.Add("X-S3Snowplow-Kind", notice.Kind);

        // The boundary too is derived: a repetition is the same bytes, but for its date.
        var parts = new MultipartAlternative { Boundary = $"=_{notice.MessageId}" };
        parts.Add(PartOf("plain", $"{AlertText.State(notice)}\n{AlertText.Plain(notice)}\n"));
        if (notice.Size == AlertSize.Full)
        {
            parts.Add(PartOf("html", Html(notice)));
        }

        message.Body = parts;
        return message;
    }

    private static TextPart PartOf(string subtype, string text) => new(subtype) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    private static string IdOf(AlertNotice notice, int sequence, string domain) => string.Create(CultureInfo.InvariantCulture, $"{notice.Incident}.{sequence}@{domain}");

    private static string SubjectOf(AlertNotice notice, bool isStateInSubject)
    {
        string name = AlertWords.Name(notice.Pipeline ?? notice.Source);
        string since = $" since {AlertWords.Time(notice.Since)}";
        string state = isStateInSubject ? $"{AlertText.State(notice)}: " : string.Empty;
        string start = $"[S3Snowplow] {state}";
        string what = $" {notice.Topic.Word().Replace('_', ' ')}{since}";
        return start + AlertWords.Cut(name, MaxSubject - start.Length - what.Length) + what;
    }

    private static string Html(AlertNotice notice)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<p><strong>{Encode(AlertText.State(notice))}</strong></p>\n<p>{Encode(AlertText.Headline(notice))}</p>\n<table>\n");
        foreach (AlertField field in AlertText.Fields(notice))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th align=\"left\">{Encode(field.Label)}</th><td>{Encode(field.Value)}</td></tr>\n");
        }

        html.Append("</table>\n<p>");
        html.AppendJoin(" &middot; ", AlertText.Links(notice).Select(link => $"<a href=\"{Encode(link.Address.AbsoluteUri)}\">{Encode(link.Label)}</a>"));
        return html.Append("</p>\n").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
