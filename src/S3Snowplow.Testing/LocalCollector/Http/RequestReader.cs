using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>Turns a request into its record: first the head, then the body as far as it comes.</summary>
internal static class RequestReader
{
    // What the collector notes for a sender that asked not to be known. Source: Snowplow documentation, "Collector", HTTP request headers.
    private const string Anonymous = "00000000-0000-0000-0000-000000000000";
    private const int BlockSize = 64 * 1024;

    /// <summary>Takes everything but the body.</summary>
    public static CollectorRequest ReadHead(HttpContext context, long number, DateTimeOffset now)
    {
        var request = context.Request;
        var isAnonymous = request.Headers.ContainsKey("SP-Anonymous");
        return new CollectorRequest
        {
            Number = number,
            Method = request.Method,
            Path = request.Path.Value ?? "",
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            ArrivedAt = now,
            IsComplete = false,
            RemoteAddress = isAnonymous ? "unknown" : context.Connection.RemoteIpAddress?.ToString() ?? "",
            // A sender without the cookie is a new user each time; a count in the shape of a UUID keeps runs comparable.
            NetworkUserId = isAnonymous ? Anonymous : request.Cookies["sp"] ?? string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-9000-{number:x12}"),
        };
    }

    /// <summary>Reads the body, or as much of it as the fault and the sender allow.</summary>
    public static async Task<CollectorRequest> ReadBodyAsync(HttpContext context, CollectorRequest head, CollectorFault? fault, TimeProvider time, CancellationToken stopping)
    {
        var limit = fault?.Kind == FaultKind.ResetInBody ? fault.ByteCount : int.MaxValue;
        var step = fault?.Kind == FaultKind.SlowRead ? fault.ByteCount : BlockSize;
        var body = new ArrayBufferWriter<byte>();
        var isComplete = false;
        try
        {
            while (body.WrittenCount < limit)
            {
                if (fault?.Kind == FaultKind.SlowRead)
                    await Task.Delay(fault.Interval, time, stopping).ConfigureAwait(false);
                var room = body.GetMemory(Math.Min(step, BlockSize));
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
}
