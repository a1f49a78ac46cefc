using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Lambda.RuntimeApi;

/// <summary>An error as the Runtime API takes it: a type for its header, and JSON with type, message and stack.</summary>
/// <remarks>Source: AWS Lambda Developer Guide, "Using the Lambda runtime API", invocation error and initialization error.</remarks>
/// <param name="Type">
/// <c>Category.Reason</c>, with the category <c>Function</c> or <c>Runtime</c> and a reason of letters: what is of another form is replaced by <c>Unknown</c>.
/// </param>
/// <param name="Message">What was wrong, for people.</param>
/// <param name="StackTrace">The lines of the stack; empty where they tell nothing.</param>
internal sealed record ErrorReport(string Type, string Message, IReadOnlyList<string> StackTrace)
{
    // The Runtime API refuses what is large; this leaves room for the escapes.
    private const int MaxMessage = 32 * 1024;
    private const int MaxLines = 100;

    // Read by people in logs and consoles, never put into a page as it is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reports an exception: errors that this project foresees without a stack, others with it.</summary>
    public static ErrorReport Of(Exception exception) => exception switch
    {
        NotDeliveredException => new ErrorReport("Function.NotDelivered", exception.Message, []),
        RelayOptionsException => new ErrorReport("Function.InvalidSettings", exception.Message, []),
        _ => new ErrorReport("Function." + Letters(exception.GetType().Name), exception.Message, Lines(exception.StackTrace)),
    };

    /// <summary>The JSON document.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, Options);
        writer.WriteStartObject();
        writer.WriteString("errorMessage"u8, Message.Length > MaxMessage ? Message[..MaxMessage] : Message);
        writer.WriteString("errorType"u8, Type);
        writer.WriteStartArray("stackTrace"u8);
        foreach (string line in StackTrace)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    private static string Letters(string name)
    {
        string letters = string.Concat(name.Where(char.IsAsciiLetter));
        return letters.Length > 1 && char.IsAsciiLetterUpper(letters[0]) ? letters : "Unknown";
    }

    private static string[] Lines(string? stack)
    {
        string[] lines = stack?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return lines.Length > MaxLines ? lines[..MaxLines] : lines;
    }
}
