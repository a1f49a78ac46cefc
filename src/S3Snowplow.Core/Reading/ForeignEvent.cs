using System.Buffers;

namespace S3Snowplow.Reading;

/// <summary>Names events that are not about objects, so that whoever set up the rule or the queue sees what else comes through it.</summary>
/// <remarks>
/// Only names go into the reason, and only of AWS: <c>eventSource</c>, <c>source</c> and <c>detail-type</c> as AWS writes them. Sources: Amazon EventBridge User Guide, "Events delivered via
/// CloudTrail" and "AWS service events"; AWS CloudTrail User Guide, "CloudTrail record contents" (<c>eventSource</c> is the service's host name).
/// </remarks>
internal static class ForeignEvent
{
    private static readonly SearchValues<byte> OfNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .:-_/()"u8);

    private const string CloudTrail = "a CloudTrail API call, no object event";

    /// <summary>Adds the problem of an EventBridge event that comes from AWS and has no object in it.</summary>
    /// <returns><see langword="false"/> where it does not come from AWS.</returns>
    public static bool TryTellEventBridge(ReadOnlySpan<byte> document, NotificationContent content, JsonText source, JsonText detailType)
    {
        if (!source.StartsWith(document, "aws."u8))
        {
            return false;
        }

        // The detail-types of AWS have several words; a single one may be anything.
        string type = NameOf(document, detailType) is var name && name.Contains(' ', StringComparison.Ordinal) ? name : "";
        content.AddForeign(detailType.IsNone ? source.Start : detailType.Start, JsonPath.Root, type == "AWS API Call via CloudTrail"
            ? CloudTrail
            : $"an event of {NameOr(NameOf(document, source), "AWS")}{(type.Length == 0 ? "" : $" ({type})")}, no object event");
        return true;
    }

    /// <summary>Adds the problem of a record that another service of AWS wrote.</summary>
    /// <returns><see langword="false"/> where none did.</returns>
    public static bool TryTellRecord(ReadOnlySpan<byte> document, NotificationContent content, JsonText source)
    {
        bool isRecord = source.StartsWith(document, "aws:"u8) && !source.Equals(document, "aws:s3"u8) && !source.Equals(document, "aws:sns"u8);
        string name = isRecord || source.IsString ? NameOf(document, source) : "";
        if (!isRecord && !name.EndsWith(".amazonaws.com", StringComparison.Ordinal))
        {
            return false;
        }

        content.AddForeign(source.Start, JsonPath.Root, isRecord ? $"a record of {NameOr(name, "AWS")}, no object event" : CloudTrail);
        return true;
    }

    private static string NameOr(string name, string other) => name.Length == 0 ? other : name;

    // What has other characters, or is long, is no name of AWS, and has no business in a log.
    private static string NameOf(ReadOnlySpan<byte> document, JsonText text)
    {
        const int MaxLength = 80;
        if (!text.IsString || text.IsEscaped || text.Length > MaxLength)
        {
            return "";
        }

        ReadOnlySpan<byte> name = document.Slice(text.Start, text.Length);
        return name.ContainsAnyExcept(OfNames) ? "" : System.Text.Encoding.ASCII.GetString(name);
    }
}
