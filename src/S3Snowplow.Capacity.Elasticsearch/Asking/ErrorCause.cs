using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>The innermost cause of an error, or of a failed shard.</summary>
/// <param name="Type">Its type; empty where none is given.</param>
/// <param name="Reason">Its reason, in one line; empty where none is given.</param>
/// <remarks>
/// <c>{"error":{"root_cause":[{"type":…,"reason":…}],"type":…,"reason":…,"caused_by":{…}}}</c>, where the list may be empty and a reason <see langword="null"/> or empty; <c>{"error":"…"}</c> for what has no
/// handler; <c>{"shard":0,"reason":{…}}</c> for a shard; <c>{"Message":"…"}</c> from Amazon's services. Source: answers of OpenSearch 2.19 and 3.8, and of Elasticsearch 7.17, 8.17 and 9.1.
/// </remarks>
internal readonly record struct ErrorCause(string Type, string Reason)
{
    private const int MaxReason = 300;

    // A field's name stands at the end of some reasons.
    private const int MaxRead = 4_000;

    // Deeper than any error is, so that one that is made up ends too.
    private const int MaxDepth = 32;

    /// <summary>The type of the error as a whole; empty where none is given. A search that shards failed has another than its cause.</summary>
    public string Outer { get; init; } = "";

    /// <summary>Whether the answer gives a cause at all; else it is not Elasticsearch's.</summary>
    public bool IsGiven => Type.Length > 0 || Reason.Length > 0;

    /// <summary>Finds it.</summary>
    public static ErrorCause Of(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return new("", error.ValueKind == JsonValueKind.String ? Line(error.GetString()!) : "");
        }

        JsonElement cause = error;
        for (int depth = 0; depth < MaxDepth && cause.ValueKind == JsonValueKind.Object && Inner(cause) is { } inner; depth++)
        {
            cause = inner;
        }

        return cause.ValueKind switch
        {
            JsonValueKind.Object => new(Text(cause, "type"), Text(cause, "reason") is { Length: > 0 } reason ? reason : Text(cause, "message") is { Length: > 0 } message ? message : Text(cause, "Message"))
            {
                Outer = Member(error, "error", JsonValueKind.Object) is { } whole ? Text(whole, "type") : "",
            },
            JsonValueKind.String => new("", Line(cause.GetString()!)),
            _ => new("", ""),
        };
    }

    /// <summary>Type and reason for a message, the reason cut short: it may quote the request, and its beginning says what is wrong.</summary>
    public override string ToString()
    {
        string reason = Reason.Length == 0 ? "no reason is given" : Reason.Length <= MaxReason ? Reason : Reason[..MaxReason] + "…";
        return Type.Length == 0 ? reason : $"{Type}: {reason}";
    }

    private static JsonElement? Inner(JsonElement cause)
    {
        if (cause.TryGetProperty("root_cause", out JsonElement roots) && roots.ValueKind == JsonValueKind.Array && roots.GetArrayLength() > 0 && roots[0].ValueKind == JsonValueKind.Object)
        {
            return roots[0];
        }

        return Member(cause, "caused_by", JsonValueKind.Object) ?? Member(cause, "error", JsonValueKind.Object) ?? Member(cause, "error", JsonValueKind.String) ?? Member(cause, "reason", JsonValueKind.Object);
    }

    private static JsonElement? Member(JsonElement cause, string name, JsonValueKind kind) => cause.TryGetProperty(name, out JsonElement inner) && inner.ValueKind == kind ? inner : null;

    private static string Text(JsonElement cause, string name) => cause.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? Line(value.GetString()!) : "";

    // What a server sends must not make lines of a log.
    private static string Line(string text) => string.Concat(text.Take(MaxRead).Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
}
