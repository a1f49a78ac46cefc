using System.Buffers;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>Turns a request into its record: first the head, then the body as far as it comes.</summary>
internal static class RequestReader
{
    // What the collector notes for a sender that asked not to be known. Source: Snowplow documentation, "Collector", HTTP request headers.
    private const string Anonymous = "00000000-0000-0000-0000-000000000000";
    private const string Unknown = "unknown";
    private const int BlockSize = 64 * 1024;

    /// <summary>Takes everything but the body.</summary>
    public static CollectorRequest ReadHead(HttpContext context, LocalCollectorOptions options, long number)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        var isAnonymous = request.Headers.ContainsKey("SP-Anonymous");
        return new CollectorRequest
        {
            Number = number,
            Method = request.Method,
            Path = path,
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            ArrivedAt = options.TimeProvider.GetUtcNow(),
            IsComplete = false,
            ContentType = HttpMethods.IsPost(request.Method) ? ContentTypes.Print(request.ContentType, options.Software) : null,
            ProtocolPath = CollectorPaths.Protocol(path, options),
            RemoteAddress = isAnonymous ? Unknown : RemoteAddress(context),
            // A sender without the cookie is a new user each time; a count in the shape of a UUID keeps runs comparable.
            NetworkUserId = isAnonymous
                ? Anonymous
                : request.Cookies[options.Software.CookieName()] ?? string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-9000-{number:x12}"),
        };
    }

    /// <summary>Reads the body, or as much of it as the fault and the sender allow.</summary>
    public static async Task<CollectorRequest> ReadBodyAsync(HttpContext context, CollectorRequest head, CollectorFault? fault, TimeProvider time, CancellationToken stopping)
    {
        var limit = fault?.Kind == FaultKind.ResetInBody ? fault.ByteCount : int.MaxValue;
        var step = fault?.Kind == FaultKind.SlowRead ? fault.ByteCount : BlockSize;

        // As large as its sender says, and a byte more to see that it ends; one that says too much gets only what comes.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 0, 255, 1024 * 1024) + 1);
        var isComplete = false;
        try
        {
            while (body.WrittenCount < limit)
            {
                if (fault?.Kind == FaultKind.SlowRead)
                    await Task.Delay(fault.Interval, time, stopping).ConfigureAwait(false);
                var room = body.GetMemory(1);
                var count = await context.Request.Body.ReadAsync(room[..Math.Min(Math.Min(step, room.Length), limit - body.WrittenCount)], stopping).ConfigureAwait(false);
                isComplete = count == 0;
                if (isComplete)
                    break;
                body.Advance(count);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The sender went away, or the collector stops: what came is what there is.
        }

        return head with { Body = body.WrittenMemory, IsComplete = isComplete };
    }

    // The first address that proxies tell, or the sender's own. Source: akka-http's client IP; a recording of Micro 1.7.2 (forwarded-for).
    private static string RemoteAddress(HttpContext context)
    {
        foreach (var name in (ReadOnlySpan<string>)["X-Forwarded-For", "X-Real-Ip"])
        {
            var first = context.Request.Headers[name].ToString().Split(',')[0].Trim();
            if (first == Unknown || IPAddress.TryParse(first, out _))
                return first;
        }

        return context.Connection.RemoteIpAddress?.ToString() ?? "";
    }
}
