using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>The forms of Micro's answers: JSON where all went well, and by version what is said where it did not.</summary>
/// <remarks>
/// Micro 1 says every refusal as 404 with a sentence as a JSON string, and has headers for browsers; Micro 2 and later speak as http4s does.
/// Source: recordings of 1.7.2; source of 2.3, 3.0 and 4.5.
/// </remarks>
internal sealed class MicroAnswers(SnowplowSoftware software)
{
    private const string SchemaForm = "Schema lookup should be in format iglu/{vendor}/{schemaName}/jsonschema/{model}-{revision}-{addition}";

    /// <summary>Adds the headers that all answers of the API have.</summary>
    public void AddHeaders(HttpContext context)
    {
        if (software != SnowplowSoftware.Micro1)
            return;
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "POST, GET, OPTIONS";
        headers.AccessControlAllowOrigin = context.Request.Headers.Origin.Count > 0 ? context.Request.Headers.Origin : "*";
        headers.AccessControlAllowHeaders = "Content-Type";
    }

    /// <summary>Answers a path, or a method, that the API has not.</summary>
    public Task UnknownPathAsync(HttpContext context) => NotFoundAsync(context, software switch
    {
        SnowplowSoftware.Micro1 or SnowplowSoftware.Micro2 => "Path for micro has to be one of: /all /good /bad /reset /iglu",
        SnowplowSoftware.Micro3 => "Path for micro has to be one of: /events /all /good /bad /reset /iglu",
        _ => "Supported endpoints: /micro/all, /micro/good, /micro/bad, /micro/events, /micro/reset, /micro/columns, /micro/columnStats, /micro/timeline, /micro/iglu, /micro/ui",
    });

    /// <summary>Answers a schema's address of another form.</summary>
    public Task UnknownFormAsync(HttpContext context) => NotFoundAsync(context, SchemaForm);

    /// <summary>Answers a body that cannot be used.</summary>
    public Task RefuseBodyAsync(HttpContext context, MicroBodyFault fault) => software == SnowplowSoftware.Micro1 ? UnknownPathAsync(context) : fault switch
    {
        MicroBodyFault.NotJsonType => PlainText.AnswerUtf8Async(context, StatusCodes.Status415UnsupportedMediaType, "Expected one of the following media ranges: application/json"),
        MicroBodyFault.Malformed => PlainText.AnswerUtf8Async(context, StatusCodes.Status400BadRequest, "The request body was malformed."),
        _ => PlainText.AnswerUtf8Async(context, StatusCodes.Status422UnprocessableEntity, "The request body was invalid."),
    };

    /// <summary>Answers with JSON.</summary>
    public static Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonAsync(context, StatusCodes.Status200OK, JsonBytes.Write(write));

    /// <summary>Answers with a status and JSON.</summary>
    public static Task JsonAsync(HttpContext context, int statusCode, byte[] json)
    {
        context.Response.ContentType = "application/json";
        return PlainText.AnswerAsync(context, statusCode, json);
    }

    /// <summary>Writes an array.</summary>
    public static void WriteArray<T>(Utf8JsonWriter writer, IEnumerable<T> events, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var element in events)
            write(writer, element);
        writer.WriteEndArray();
    }

    private Task NotFoundAsync(HttpContext context, string text) => software == SnowplowSoftware.Micro1
        ? JsonAsync(context, StatusCodes.Status404NotFound, JsonBytes.Write(writer => writer.WriteStringValue(text)))
        : PlainText.AnswerUtf8Async(context, StatusCodes.Status404NotFound, text);
}
