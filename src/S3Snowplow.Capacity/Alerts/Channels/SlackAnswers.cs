using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>What Slack's words mean. Webhooks answer in plain text; the Web API says its errors with status 200.</summary>
internal static class SlackAnswers
{
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "invalid_payload", "no_text", "invalid_blocks", "invalid_blocks_format", "too_many_attachments", "msg_too_long", "msg_blocks_too_long", "invalid_json", "invalid_form_data", "invalid_arguments",
    };

    // "Part may have been done", says the documentation of the last two.
    private static readonly HashSet<string> Unknown = new(StringComparer.Ordinal) { "rollup_error", "service_unavailable", "request_timeout", "internal_error", "fatal_error" };

    private static readonly HashSet<string> Throttled = new(StringComparer.Ordinal) { "rate_limited", "ratelimited", "message_limit_exceeded" };

    /// <summary>An answer to an incoming webhook: 200 and <c>ok</c>, or a word.</summary>
    public static AlertAnswer OfWebhook(HttpReply reply)
    {
        string word = reply.Text.Trim();
        if (reply.Status == 200 && word == "ok")
        {
            return AlertAnswer.Delivered;
        }

        if (reply.Status == 429 || Throttled.Contains(word))
        {
            return reply.As(AlertOutcome.Throttled);
        }

        // The text first: the status of several is not documented. Unknown to us with 4xx is broken, with 5xx not known.
        return Refused.Contains(word) || reply.Status == 413 ? reply.As(AlertOutcome.Refused)
            : Unknown.Contains(word) || reply.Status >= 500 || !reply.IsWhole ? reply.As(AlertOutcome.Unknown)
            : reply.As(AlertOutcome.Broken);
    }

    /// <summary>An answer of the Web API.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="members">The channel's id and the message's time, where it was taken.</param>
    public static AlertAnswer OfMethod(HttpReply reply, out (string Channel, string Time)? members)
    {
        members = null;
        if (reply.Status == 429)
        {
            return reply.As(AlertOutcome.Throttled);
        }

        if (reply.Status >= 500 || !reply.IsWhole)
        {
            return reply.As(AlertOutcome.Unknown);
        }

        try
        {
            var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(reply.Text));
            using JsonDocument document = JsonDocument.ParseValue(ref json);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.True)
            {
                members = Text(root, "channel") is { } channel && Text(root, "ts") is { } time ? (channel, time) : null;
                return AlertAnswer.Delivered;
            }

            string error = Text(root, "error") ?? "no error named";
            return new AlertAnswer(
                Throttled.Contains(error) ? AlertOutcome.Throttled : Refused.Contains(error) ? AlertOutcome.Refused : Unknown.Contains(error) ? AlertOutcome.Unknown : AlertOutcome.Broken, error)
            {
                RetryAfter = reply.RetryAfter,
            };
        }
        catch (JsonException)
        {
            // Longer than what is read of it, or not Slack at all.
            return reply.IsSuccess && reply.Text.StartsWith("{\"ok\":true", StringComparison.Ordinal) ? AlertAnswer.Delivered
                : reply.IsSuccess ? reply.As(AlertOutcome.Broken) : reply.Classify(AlertOutcome.Delivered);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
