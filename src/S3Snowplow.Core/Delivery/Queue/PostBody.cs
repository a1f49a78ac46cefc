using System.Buffers;
using System.Globalization;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// The body of a POST and what it weighs: the envelope <c>payload_data</c> around the events, each
/// <c>{"stm":"…","e":"ue","p":"srv","tv":"…","tna":"…","aid":"…",</c> its own parameters <c>}</c>.
/// </summary>
/// <remarks>Source: Iglu Central, <c>com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4</c>: an array of objects whose values are all strings.</remarks>
internal sealed class PostBody
{
    private const int StmDigits = 13;
    private readonly byte[] _prefix;

    public PostBody(TrackerIdentity identity)
    {
        byte[] parameters = identity.Parameters();
        _prefix = [.. StmName, .. "0000000000000"u8, .. "\","u8, .. parameters];
    }

    /// <summary>The bytes around the events.</summary>
    public static int EnvelopeBytes => Opening.Length + Closing.Length;

    private static ReadOnlySpan<byte> Opening => "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4\",\"data\":["u8;

    private static ReadOnlySpan<byte> Closing => "]}"u8;

    private static ReadOnlySpan<byte> StmName => "{\"stm\":\""u8;

    /// <summary>The bytes of one event in a body, its brace and the comma before the next included.</summary>
    public int BytesOf(SnowplowEvent snowplowEvent) => _prefix.Length + snowplowEvent.Parameters.Length + 2;

    /// <summary>
    /// Writes the body for <paramref name="events"/>. Each attempt writes its own <c>stm</c>: Enrich corrects a device's clock by the time
    /// between creation and sending.
    /// </summary>
    /// <param name="events">The events; the sum of their bytes is <paramref name="eventBytes"/>.</param>
    /// <param name="eventBytes">The sum of <see cref="BytesOf"/>.</param>
    /// <param name="now">The time of this attempt.</param>
    /// <param name="length">How many bytes of the returned array are the body.</param>
    /// <returns>An array of the shared pool.</returns>
    public byte[] Write(ReadOnlySpan<QueuedEvent> events, int eventBytes, DateTimeOffset now, out int length)
    {
        byte[] body = ArrayPool<byte>.Shared.Rent(EnvelopeBytes + eventBytes);
        Span<byte> stm = stackalloc byte[StmDigits];
        WriteStm(now, stm);
        Opening.CopyTo(body);
        int at = Opening.Length;
        foreach (ref readonly QueuedEvent queued in events)
        {
            _prefix.CopyTo(body.AsSpan(at));
            stm.CopyTo(body.AsSpan(at + StmName.Length));
            at += _prefix.Length;
            ReadOnlySpan<byte> parameters = queued.Event.Parameters.Span;
            parameters.CopyTo(body.AsSpan(at));
            at += parameters.Length;
            body[at++] = (byte)'}';
            body[at++] = (byte)',';
        }

        // The last event has no comma.
        Closing.CopyTo(body.AsSpan(--at));
        length = at + Closing.Length;
        return body;
    }

    // Only a clock that is centuries wrong leaves thirteen digits; its events are still worth having.
    private static void WriteStm(DateTimeOffset now, Span<byte> digits)
    {
        long milliseconds = Math.Clamp(now.ToUnixTimeMilliseconds(), 1_000_000_000_000, 9_999_999_999_999);
        milliseconds.TryFormat(digits, out _, default, CultureInfo.InvariantCulture);
    }
}
