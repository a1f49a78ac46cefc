using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace S3Snowplow.Testing;

/// <summary>Why the body of a POST to Micro is refused.</summary>
internal enum MicroBodyFault
{
    /// <summary>Not sent as JSON.</summary>
    NotJsonType,

    /// <summary>No JSON; an empty body too.</summary>
    Malformed,

    /// <summary>JSON, but not what was expected.</summary>
    Invalid,
}

/// <summary>Reads the body of a POST to Micro.</summary>
internal static class MicroBody
{
    /// <summary>Reads it whole.</summary>
    /// <returns>The JSON, or the reason why it cannot be read.</returns>
    public static async Task<(JsonElement Body, MicroBodyFault? Fault)> ReadAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return (default, MicroBodyFault.NotJsonType);
        return JsonText.TryParse(bytes.ToArray(), out var body) is null ? (body, null) : (default, MicroBodyFault.Malformed);
    }
}
