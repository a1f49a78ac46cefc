using System.Text;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>Answers in plain text.</summary>
internal static class PlainText
{
    public static Task AnswerAsync(HttpContext context, int statusCode, string text) => AnswerAsync(context, statusCode, Encoding.UTF8.GetBytes(text));

    /// <summary>Answers with a text whose character set is told, as akka-http and http4s do.</summary>
    public static Task AnswerUtf8Async(HttpContext context, int statusCode, string text)
    {
        context.Response.ContentType = "text/plain; charset=UTF-8";
        return AnswerAsync(context, statusCode, text);
    }

    public static async Task AnswerAsync(HttpContext context, int statusCode, ReadOnlyMemory<byte> text)
    {
        context.Response.StatusCode = statusCode;
        // Some statuses must not have a body, and Kestrel refuses to write one.
        if (statusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
            return;
        context.Response.ContentType ??= "text/plain";
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }
}
