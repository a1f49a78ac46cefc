using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>
/// Logs, once for each, the EventBridge detail-types that Amazon S3 does not document. Their events are relayed, but count in no load: it is not known whether data arrived.
/// Safe for use by several threads.
/// </summary>
internal sealed class UnknownDetailTypes
{
    /// <summary>How many are said. More of them would only fill the log.</summary>
    internal const int MaxSaid = 100;

    private const int MaxLength = 100;

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Says what has not been said.</summary>
    public void Tell(ReadOnlySpan<ObjectEvent> events, ILogger logger)
    {
        foreach (ref readonly ObjectEvent one in events)
        {
            if (one.Dialect == NotificationDialect.EventBridge && IsUnknown(one) && IsNew(one.OriginalName))
            {
                Log.UnknownDetailType(logger, Printable(one.OriginalName), one.IsDataArrival);
            }
        }
    }

    // An event without a detail-type has a name of S3 in its place.
    private static bool IsUnknown(in ObjectEvent one) =>
        !EventBridgeName.IsKnown(one.OriginalName) && !(one.OriginalName == one.Name && (one.Name == ObjectEventName.Created || Array.IndexOf(ObjectEventName.Known, one.Name) >= 0));

    private bool IsNew(string detailType)
    {
        lock (_said)
        {
            return _said.Count < MaxSaid && _said.Add(Shortened(detailType));
        }
    }

    private static string Shortened(string text) => text.Length > MaxLength ? text[..MaxLength] : text;

    // It goes into logs, which must not be forged by a line feed in it.
    private static string Printable(string text) =>
        string.Create(Math.Min(text.Length, MaxLength), text, (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = from[i] is >= ' ' and < '\x7F' ? from[i] : '?';
            }
        });
}
