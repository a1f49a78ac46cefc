using System.Globalization;
using System.Text;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Prints what a reader found, every field of it, so that a person can compare it with the notification.</summary>
internal static class NotificationListing
{
    public static string Of(NotificationContent content)
    {
        var text = new StringBuilder();
        foreach (ObjectEvent found in content.ObjectEvents)
        {
            text.Append("event\n").Append(Of(found));
        }

        if (content.TestEvents > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"test events  {content.TestEvents}\n");
        }

        foreach (NotificationProblem problem in content.Problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"problem\n  kind    {problem.Kind}\n  offset  {problem.Offset}\n")
                .Append(CultureInfo.InvariantCulture, $"  path    {problem.Path}\n  reason  {problem.Reason}\n");
        }

        return text.ToString();
    }

    /// <summary>One event: absent values are a dash, strings are quoted, what ASCII does not have is escaped.</summary>
    public static string Of(in ObjectEvent found)
    {
        var text = new StringBuilder();
        Line("Dialect", found.Dialect.ToString());
        Line("Wrappings", found.Wrappings.ToString());
        Line("Name", Quoted(found.Name));
        Line("OriginalName", Quoted(found.OriginalName));
        Line("Time", found.Time.ToString("O", CultureInfo.InvariantCulture));
        Line("TimeText", Quoted(found.TimeText));
        Line("Bucket", Quoted(found.Bucket));
        Line("Key", Quoted(found.Key));
        Line("RawKey", Quoted(found.RawKey));
        Line("KeyDecoded", found.KeyDecoded ? "yes" : "no");
        Line("Size", found.Size?.ToString(CultureInfo.InvariantCulture) ?? "-");
        Line("ETag", Quoted(found.ETag));
        Line("VersionId", Quoted(found.VersionId));
        Line("Sequencer", Quoted(found.Sequencer));
        Line("Region", Quoted(found.Region));
        Line("RequestId", Quoted(found.RequestId));
        Line("EventVersion", Quoted(found.EventVersion));
        Line("ConfigurationId", Quoted(found.ConfigurationId));
        Line("Requester", Quoted(found.Requester));
        Line("SourceIpAddress", Quoted(found.SourceIpAddress));
        Line("ArrivedBytes", found.ArrivedBytes.ToString(CultureInfo.InvariantCulture));
        return text.ToString();

        void Line(string name, string value) => text.Append("  ").Append(name.PadRight(16)).Append(value).Append('\n');
    }

    private static string Quoted(string? value)
    {
        if (value is null)
        {
            return "-";
        }

        var text = new StringBuilder("\"");
        foreach (Rune rune in value.EnumerateRunes())
        {
            _ = rune.Value is >= 0x20 and < 0x7F ? text.Append(rune.ToString()) : text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }

        return text.Append('"').ToString();
    }
}
