using Microsoft.Extensions.Logging;

namespace S3Snowplow.Testing;

/// <summary>One entry of a log.</summary>
/// <param name="Category">The logger's category.</param>
/// <param name="Level">The level.</param>
/// <param name="EventId">The event's number and name.</param>
/// <param name="Message">The message with its values filled in.</param>
/// <param name="State">The named values of the message, with the template as <c>{OriginalFormat}</c>; empty for a state without names.</param>
/// <param name="Exception">The exception, if one was logged.</param>
public sealed record LogEntry(
    string Category,
    LogLevel Level,
    EventId EventId,
    string Message,
    IReadOnlyDictionary<string, object?> State,
    Exception? Exception);
