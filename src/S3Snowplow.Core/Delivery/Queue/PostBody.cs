using System.Globalization;

namespace S3Snowplow.Delivery;

/// <summary>
/// What a POST's body is made of, and what that weighs: the envelope <c>payload_data</c> around the events, each
/// <c>{"stm":"…","e":"ue","p":"srv","tv":"…","tna":"…","aid":"…",</c> its own parameters <c>}</c>.
/// </summary>
/// <remarks>Source: Iglu Central, <c>com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4</c>: an array of objects whose values are all strings.</remarks>
internal sealed class PostBody
{
    /// <summary>How many bytes the time of an attempt takes.</summary>
    public const int StmDigits = 13;

    private readonly byte[] _prefix;

    public PostBody(TrackerIdentity identity)
    {
        byte[] parameters = identity.Parameters();
        _prefix = [.. StmName, .. "0000000000000"u8, .. "\","u8, .. parameters];
    }

    /// <summary>The bytes around the events.</summary>
    public static int EnvelopeBytes => Opening.Length + Closing.Length;

    /// <summary>What stands before the first event.</summary>
    public static ReadOnlySpan<byte> Opening => "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4\",\"data\":["u8;

    /// <summary>What stands behind the last one, in the place of its comma.</summary>
    public static ReadOnlySpan<byte> Closing => "]}"u8;

    /// <summary>What stands behind an event's own parameters.</summary>
    public static ReadOnlySpan<byte> AfterEvent => "},"u8;

    /// <summary>Where the time of the attempt stands in an event.</summary>
    public static int StmAt => StmName.Length;

    private static ReadOnlySpan<byte> StmName => "{\"stm\":\""u8;

    /// <summary>What stands before an event's own parameters, with room for the time of the attempt.</summary>
    public ReadOnlySpan<byte> BeforeEvent => _prefix;

    /// <summary>The bytes of one event in a body, its brace and the comma before the next included.</summary>
    /// <param name="parameters">The bytes of its own parameters.</param>
    public int BytesOf(int parameters) => _prefix.Length + parameters + AfterEvent.Length;

    /// <summary>Writes the time of an attempt. Only a clock that is centuries wrong leaves thirteen digits; its events are still worth having.</summary>
    public static void WriteStm(DateTimeOffset now, Span<byte> digits)
    {
        long milliseconds = Math.Clamp(now.ToUnixTimeMilliseconds(), 1_000_000_000_000, 9_999_999_999_999);
        milliseconds.TryFormat(digits, out _, default, CultureInfo.InvariantCulture);
    }
}
