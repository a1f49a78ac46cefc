using System.Collections.Frozen;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>
/// One way for a collector to misbehave towards one request. Made by the methods below, refined with <c>with</c>, put into
/// <see cref="LocalCollector.Faults"/>.
/// </summary>
/// <remarks>
/// A request whose fault lets it be answered with 200 is judged as usual (<see cref="Delay"/>, <see cref="SlowRead"/>, <see cref="Drip"/>);
/// any other is kept in <see cref="LocalCollector.Requests"/> only, unless <see cref="StoresEvents"/> is set. Times run on the collector's
/// <see cref="LocalCollectorOptions.TimeProvider"/>.
/// </remarks>
public sealed record CollectorFault
{
    private CollectorFault(FaultKind kind) => Kind = kind;

    /// <summary>How long the collector waits after it has read the body, before the fault shows.</summary>
    /// <value>Default zero.</value>
    public TimeSpan Wait { get; init; }

    /// <summary>
    /// Whether the events are stored and judged although the sender sees no 200: the answer got lost, and a careful sender will send them
    /// again. Without effect where the body is not read to its end.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool StoresEvents { get; init; }

    internal FaultKind Kind { get; }

    internal int StatusCode { get; private init; }

    internal IReadOnlyDictionary<string, string> Headers { get; private init; } = FrozenDictionary<string, string>.Empty;

    internal ReadOnlyMemory<byte> Bytes { get; private init; }

    internal int ByteCount { get; private init; }

    internal TimeSpan Interval { get; private init; }

    /// <summary>Answers with a status.</summary>
    /// <param name="statusCode">The status; 200 is an honest answer.</param>
    /// <param name="retryAfter">The value of a <c>Retry-After</c> header, whole seconds.</param>
    public static CollectorFault Status(int statusCode, TimeSpan? retryAfter = null) =>
        Status(statusCode, retryAfter is { } wait ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Retry-After"] = $"{(long)wait.TotalSeconds}" } : []);

    /// <summary>Answers with a status, headers and a body.</summary>
    /// <param name="statusCode">The status; 200 is an honest answer with additional headers.</param>
    /// <param name="headers">The headers, such as <c>Retry-After</c> as a date or <c>Location</c>.</param>
    /// <param name="body">The body as text; ignored for 200.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not between 200 and 599.</exception>
    public static CollectorFault Status(int statusCode, IEnumerable<KeyValuePair<string, string>> headers, string body = "")
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 599);
        return new(FaultKind.Status) { StatusCode = statusCode, Headers = headers.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), Bytes = Encoding.UTF8.GetBytes(body) };
    }

    /// <summary>Answers 200 as no collector does, with another body than <c>ok</c>: a page of maintenance, a log-in, a web site. A sender that goes by the status alone loses its events.</summary>
    /// <param name="body">The body as text.</param>
    /// <param name="contentType">Its content type.</param>
    public static CollectorFault Page(string body = "<html><body>We will be back soon.</body></html>", string contentType = "text/html; charset=utf-8")
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(contentType);
        return new(FaultKind.Page) { StatusCode = 200, Headers = new Dictionary<string, string> { ["Content-Type"] = contentType }, Bytes = Encoding.UTF8.GetBytes(body) };
    }

    /// <summary>Answers honestly, but only after a time.</summary>
    /// <param name="time">How long.</param>
    public static CollectorFault Delay(TimeSpan time) => new(FaultKind.None) { Wait = time };

    /// <summary>Reads the request and never answers: until the sender goes away or the collector is disposed.</summary>
    public static CollectorFault Hang() => new(FaultKind.Hang);

    /// <summary>Resets the connection without reading the body.</summary>
    public static CollectorFault ResetBeforeBody() => new(FaultKind.ResetBeforeBody);

    /// <summary>Resets the connection in the middle of the body.</summary>
    /// <param name="afterBytes">How many bytes of the body are read (and kept) before; a shorter body is read whole.</param>
    public static CollectorFault ResetInBody(int afterBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(afterBytes);
        return new(FaultKind.ResetInBody) { ByteCount = afterBytes };
    }

    /// <summary>Resets the connection after reading the body, instead of answering.</summary>
    public static CollectorFault ResetAfterBody() => new(FaultKind.ResetAfterBody);

    /// <summary>Answers 200 and announces ten bytes, sends one and closes the connection.</summary>
    public static CollectorFault HalfResponse() =>
        new(FaultKind.Raw) { Bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\no"u8.ToArray() };

    /// <summary>Answers honestly byte by byte, status line and headers included, then closes the connection.</summary>
    /// <param name="interval">The time between two bytes; zero still sends each on its own.</param>
    public static CollectorFault Drip(TimeSpan interval) => new(FaultKind.Drip) { Interval = interval };

    /// <summary>Answers with bytes that are not HTTP, then closes the connection.</summary>
    public static CollectorFault Garbage() => Garbage(new byte[] { 0x16, 0x03, 0x01, 0xff, 0x00, 0xfe, 0x0d, 0x0a, 0x0d, 0x0a });

    /// <summary>Answers with these bytes in place of an HTTP response, then closes the connection.</summary>
    /// <param name="bytes">What to send; may also be a response that no server would compose.</param>
    public static CollectorFault Garbage(ReadOnlyMemory<byte> bytes) => new(FaultKind.Raw) { Bytes = bytes };

    /// <summary>Reads the body slowly, then answers honestly. A body that fits the buffers between (about 1 MiB) leaves the sender at once all the same.</summary>
    /// <param name="bytesPerStep">The most bytes that are read at a time.</param>
    /// <param name="interval">The time before each step.</param>
    public static CollectorFault SlowRead(int bytesPerStep, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerStep);
        return new(FaultKind.SlowRead) { ByteCount = bytesPerStep, Interval = interval };
    }

    /// <inheritdoc />
    public override string ToString() => Kind == FaultKind.Status ? $"{Kind} {StatusCode}" : Kind.ToString();
}
