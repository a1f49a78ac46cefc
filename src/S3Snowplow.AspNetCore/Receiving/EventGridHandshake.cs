using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using S3Snowplow.AspNetCore.Answering;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>
/// Answers a sender that asks before its first event whether it may send here: by a validation event in Event Grid's own schema, or by <c>OPTIONS</c>, as CloudEvents says it. Only what
/// <see cref="WebhookOptions.HandshakeOrigins"/> names is answered. Nothing is asked for at any address that a request names.
/// </summary>
/// <remarks>
/// Sources: learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema and .../end-point-validation-cloud-events-schema; CloudEvents, "HTTP 1.1 Web Hooks for Event
/// Delivery", section 4. An answer to <c>OPTIONS</c> is consent only by its headers, and no authorization: each POST still has to show its proof.
/// </remarks>
internal static class EventGridHandshake
{
    private const int LongestCode = 512;

    /// <summary>The answer to a request of permission.</summary>
    public static WebhookAnswer AnswerOptions(WebhookOptions options, HttpRequest request, HttpResponse response)
    {
        response.Headers.Allow = "POST, OPTIONS";
        StringValues asked = request.Headers["WebHook-Request-Origin"];
        string? origin = asked.Count == 1 ? options.HandshakeOrigins.FirstOrDefault(one => one.Equals(asked[0], StringComparison.OrdinalIgnoreCase)) : null;
        if (origin is null)
        {
            return new WebhookAnswer(StatusCodes.Status403Forbidden, "This origin may not send here.");
        }

        response.Headers["WebHook-Allowed-Origin"] = origin;
        response.Headers["WebHook-Allowed-Rate"] = "*";
        return WebhookAnswer.Ok;
    }

    /// <summary>The answer to Event Grid's validation event; <see langword="null"/> where a body is no such event, or is not to be answered.</summary>
    public static WebhookAnswer? TryAnswer(WebhookOptions options, HttpRequest request, PooledBody? body) =>
        options.HandshakeOrigins.Count > 0
        && body is not null
        && request.Headers["aeg-event-type"] is ["SubscriptionValidation"]
        && CodeIn(body.Bytes) is { } code
            ? new WebhookAnswer(StatusCodes.Status200OK, $$"""{"validationResponse":"{{code}}"}""") { ContentType = "application/json; charset=utf-8" }
            : null;

    private static string? CodeIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement validation = document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.GetArrayLength() == 1 ? document.RootElement[0] : document.RootElement;
            return validation.ValueKind == JsonValueKind.Object
                && validation.TryGetProperty("eventType", out JsonElement type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("Microsoft.EventGrid.SubscriptionValidationEvent"u8)
                && validation.TryGetProperty("data", out JsonElement data)
                && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("validationCode", out JsonElement code)
                && code.ValueKind == JsonValueKind.String
                && code.GetString() is { Length: > 0 and <= LongestCode } text
                && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What it is then is for the relay to say.
            return null;
        }
    }
}
