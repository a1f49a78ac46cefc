namespace S3Snowplow.Capacity;

/// <summary>Text in the markup of Slack.</summary>
internal static class SlackText
{
    /// <summary>
    /// A text that is shown as it is: no link, and no mention such as <c>&lt;!channel&gt;</c>. Source: Slack's "Formatting text for app surfaces", "Escaping text": these three
    /// characters, as these entities, and no others.
    /// </summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
