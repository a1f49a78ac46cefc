using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace S3Snowplow.Lambda.Logging;

/// <summary>One message, as one line.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="EventId">Which message it is.</param>
/// <param name="RequestId">The request that it belongs to, or <see langword="null"/>.</param>
/// <param name="Message">What it says.</param>
/// <param name="Exception">What goes with it, or <see langword="null"/>.</param>
internal readonly record struct LogLine(LogLevel Level, EventId EventId, string? RequestId, string Message, Exception? Exception)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Log lines are read by people and by JSON parsers, never by a browser; what ends a line is escaped all the same.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Time, level, request id, event id and message, a blank between; a line break in it becomes a carriage return, which keeps the line one record.</summary>
    public ReadOnlyMemory<byte> ToText(DateTimeOffset now)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} {LogLevels.NameOf(Level)} {RequestId ?? "-"} {EventId.Id} {Message}");
        if (Exception is not null)
        {
            text = $"{text}\r{Exception}";
        }

        return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r") + "\n");
    }

    /// <summary>A JSON object with <c>timestamp</c>, <c>level</c>, <c>requestId</c> and <c>message</c>, as Lambda's own log lines have them, and the event's id.</summary>
    public ReadOnlyMemory<byte> ToJson(DateTimeOffset now)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp"u8, now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteString("level"u8, LogLevels.NameOf(Level));
            if (RequestId is not null)
            {
                writer.WriteString("requestId"u8, RequestId);
            }

            writer.WriteNumber("eventId"u8, EventId.Id);
            writer.WriteString("message"u8, Message);
            if (Exception is not null)
            {
                writer.WriteString("errorType"u8, Exception.GetType().FullName);
                writer.WriteString("errorMessage"u8, Exception.Message);
                writer.WriteString("stackTrace"u8, Exception.StackTrace);
            }

            writer.WriteEndObject();
        }

        json.Write("\n"u8);
        return json.WrittenMemory;
    }
}
