using System.Security.Cryptography;
using System.Text;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Writes a notice as the form of <c>Publish</c>, within the service's limits.</summary>
/// <remarks>Source: Amazon SNS API Reference 2010-03-31, "Publish"; Amazon SNS Developer Guide, "Message deduplication for FIFO topics".</remarks>
internal static class SnsMessage
{
    // Fewer than 100 characters.
    private const int LongestSubject = 99;

    // 262,144 with the attributes and their types.
    private const int MaxBytes = 250_000;

    private const int LongestGroup = 128;

    private static readonly string[] PartEnds = [": ", "; "];

    /// <summary>The form, name by name, not encoded.</summary>
    public static IReadOnlyList<(string Name, string Value)> Form(AlertNotice notice, string topicArn, bool isFifo)
    {
        List<(string, string)> form =
        [
            ("Action", "Publish"),
            ("Version", "2010-03-31"),
            ("TopicArn", topicArn),
            ("Subject", Subject(notice)),
            ("Message", Cut(AlertText.Plain(notice))),
        ];

        // For filter policies. With raw delivery to SQS more than ten would be lost, and an empty one is refused.
        (string Name, string? Value)[] attributes = [("kind", notice.Kind), ("severity", notice.SeverityName), ("pipeline", notice.Pipeline is { } pipeline ? AlertWords.Name(pipeline) : null), ("incident_id", notice.Incident)];
        int number = 0;
        foreach ((string name, string? value) in attributes)
        {
            if (!string.IsNullOrEmpty(value))
            {
                string entry = $"MessageAttributes.entry.{++number}";
                form.AddRange([($"{entry}.Name", name), ($"{entry}.Value.DataType", "String"), ($"{entry}.Value.StringValue", value)]);
            }
        }

        if (isFifo)
        {
            // The same id within five minutes is the same message, whatever the attributes.
            form.AddRange([("MessageGroupId", Group(notice.Pipeline ?? notice.Source)), ("MessageDeduplicationId", notice.MessageId)]);
        }

        return form;
    }

    /// <summary>The form as bytes: percent-encoded by RFC 3986, a blank as <c>%20</c>. What is signed is what is sent.</summary>
    public static byte[] Encode(IReadOnlyList<(string Name, string Value)> form) =>
        Encoding.ASCII.GetBytes(string.Join('&', form.Select(one => $"{Uri.EscapeDataString(one.Name)}={Uri.EscapeDataString(one.Value)}")));

    // ASCII without control characters, beginning with a letter, a digit or punctuation.
    private static string Subject(AlertNotice notice)
    {
        // What follows the first part of the sentence stands in the message too.
        string state = AlertText.State(notice), headline = AlertText.Headline(notice);
        int end = PartEnds.Select(mark => headline.IndexOf(mark, StringComparison.Ordinal)).Where(at => at > 0).DefaultIfEmpty(headline.Length).Min();
        headline = headline.StartsWith(state + " ", StringComparison.Ordinal) ? headline[(state.Length + 1)..end] : headline[..end];
        string subject = string.Concat($"[{state}] {headline}".Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
        return subject.Length <= LongestSubject ? subject : subject[..(LongestSubject - 3)] + "...";
    }

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
        {
            return text;
        }

        // A character has three bytes at most in UTF-16, and half of one is no text.
        int length = MaxBytes / 3;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    // Letters, digits and punctuation; any other name is told apart by its hash.
    private static string Group(string name) => name.Length <= LongestGroup && name.All(letter => letter is > ' ' and <= '~') ? name : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
