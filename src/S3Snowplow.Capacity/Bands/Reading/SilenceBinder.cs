using System.Globalization;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads the times in which nothing is sent of a pipeline.</summary>
internal sealed class SilenceBinder(BandsErrors errors)
{
    private const string AllowedTime = "a time with its zone, such as 2026-12-24T18:00Z or 2026-12-24T19:00:00+01:00";
    private const string AllowedItem = "{ from: …, to: …, reason: … }";

    private static readonly string[] Forms =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private readonly ConfigChecks _checks = new(errors);

    public List<AlertSilence> Read(ConfigNode list)
    {
        List<AlertSilence> silences = [];
        if (!_checks.IsKind(list, ConfigKind.List, $"a list of {AllowedItem}"))
        {
            return silences;
        }

        foreach (ConfigNode item in list.Items)
        {
            if (!_checks.IsKind(item, ConfigKind.Map, AllowedItem))
            {
                continue;
            }

            _checks.Members(item, "from", "to", "reason");
            DateTimeOffset? from = Time(item, "from");
            DateTimeOffset? to = Time(item, "to");
            string? reason = item.Find("reason") is { } text ? _checks.Name(text, "the reason of a silence") : null;
            if (from is { } start && to is { } end)
            {
                if (start < end)
                {
                    silences.Add(new AlertSilence(start, end, reason));
                }
                else
                {
                    errors.Add(item.Find("to")!, $"The silence ends before it begins, or at once ({item.Find("from")!.Text} to {item.Find("to")!.Text}). Allowed: a 'to' after the 'from'.");
                }
            }
        }

        return silences;
    }

    private DateTimeOffset? Time(ConfigNode item, string name)
    {
        if (item.Find(name) is not { } node)
        {
            errors.Add(item, $"The silence has no '{name}'. Allowed: {AllowedItem}.");
            return null;
        }

        if (!_checks.IsKind(node, ConfigKind.Scalar, AllowedTime))
        {
            return null;
        }

        // RFC 3339, section 5.6: the letters may be small, and a space may stand for the T.
        string text = node.Text.Trim().ToUpperInvariant();
        text = text.Length > 10 && text[10] == ' ' ? $"{text[..10]}T{text[11..]}" : text;
        if (!HasZone(text))
        {
            errors.Add(node, $"'{node.Text}' {(IsTime(text + "Z", out _) ? "has no zone" : "is no time")}. Allowed: {AllowedTime}.");
            return null;
        }

        if (!IsTime(text, out DateTimeOffset time))
        {
            errors.Add(node, $"'{node.Text}' is no time. Allowed: {AllowedTime}.");
            return null;
        }

        return time;
    }

    private static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 16 && text[^3] == ':' && text[^6] is '+' or '-');

    private static bool IsTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
