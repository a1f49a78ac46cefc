using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace S3Snowplow.Testing;

/// <summary>A request that is refused before anything looks at what it is for.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Text">What is said.</param>
internal readonly record struct RequestRefusal(int StatusCode, string Text);

/// <summary>The limits of a request's head.</summary>
/// <remarks>
/// Collector 2 (akka-http): 32,768 characters of target, 64 headers, 64 characters of a name, 8,192 of a value, no illegal <c>%</c>, the nine methods of HTTP, and a host. Collector 3:
/// 20,480 bytes of request line, 40,960 of headers. Source: recordings of the collector 2.8.1; Snowplow documentation, "Configure the
/// Collector" (networking).
/// </remarks>
internal sealed class RequestLimits(SnowplowSoftware software)
{
    private const int AkkaTarget = 32_768;
    private const int AkkaHeaders = 64;
    private const int AkkaName = 64;
    private const int AkkaValue = 8192;
    private const int BlazeLine = 20_480;
    private const int BlazeHeaders = 40_960;

    private static readonly FrozenSet<string> Methods =
        new[] { "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Lifts the web server's own limits out of the way.</summary>
    public static void Lift(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = 256 * 1024;
        limits.MaxRequestHeadersTotalSize = 512 * 1024;
        limits.MaxRequestHeaderCount = 10_000;
        limits.RequestHeadersTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Judges the head.</summary>
    /// <returns>The refusal; <see langword="null"/> for a head within the limits.</returns>
    public RequestRefusal? Judge(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = context.Request.Headers;
        if (!software.IsSecondGeneration())
        {
            var line = context.Request.Method.Length + target.Length + context.Request.Protocol.Length + 2;
            var size = headers.Sum(header => header.Value.Sum(value => header.Key.Length + (value?.Length ?? 0) + 4));
            return line > BlazeLine || size > BlazeHeaders || IllegalEscape(target) is not null ? new RequestRefusal(StatusCodes.Status400BadRequest, "") : null;
        }

        if (!Methods.Contains(context.Request.Method))
            return new RequestRefusal(StatusCodes.Status501NotImplemented, "Unsupported HTTP method");
        if (target.Length > AkkaTarget)
        {
            var peer = string.Create(CultureInfo.InvariantCulture, $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}");
            return new RequestRefusal(StatusCodes.Status414UriTooLong, $"URI length exceeds the configured limit of {AkkaTarget} characters from {peer}");
        }

        if (IllegalEscape(target) is { } problem)
            return new RequestRefusal(StatusCodes.Status400BadRequest, $"Illegal request-target: {problem}");
        if (headers.Sum(header => header.Value.Count) > AkkaHeaders)
            return new RequestRefusal(StatusCodes.Status400BadRequest, $"HTTP message contains more than the configured limit of {AkkaHeaders} headers");
        foreach (var (name, values) in headers)
        {
            if (name.Length > AkkaName)
                return new RequestRefusal(StatusCodes.Status431RequestHeaderFieldsTooLarge, $"HTTP header name exceeds the configured limit of {AkkaName} characters");
            if (values.Any(value => value?.Length > AkkaValue))
                return new RequestRefusal(StatusCodes.Status431RequestHeaderFieldsTooLarge, $"HTTP header value exceeds the configured limit of {AkkaValue} characters");
        }

        var host = headers.Host;
        return host.ToString().Length > 0
            ? null
            : new RequestRefusal(
                StatusCodes.Status400BadRequest,
                $"Cannot establish effective URI of request to `{target}`, request has a relative URI and {(host.Count == 0 ? "is missing a" : "an empty")} `Host` header");
    }

    /// <summary>Says the refusal and closes the connection.</summary>
    public static Task RefuseAsync(HttpContext context, RequestRefusal refusal)
    {
        context.Response.Headers.Connection = "close";
        return PlainText.AnswerUtf8Async(context, refusal.StatusCode, refusal.Text);
    }

    private static string? IllegalEscape(string target)
    {
        for (var percent = target.IndexOf('%', StringComparison.Ordinal); percent >= 0; percent = target.IndexOf('%', percent + 1))
            for (var i = percent + 1; i <= percent + 2; i++)
                if (i >= target.Length)
                    return string.Create(CultureInfo.InvariantCulture, $"Unexpected end of input, expected HEXDIG (line 1, column {i + 1})");
                else if (!char.IsAsciiHexDigit(target[i]))
                    return string.Create(CultureInfo.InvariantCulture, $"Invalid input '{target[i]}', expected HEXDIG (line 1, column {i + 1})");
        return null;
    }
}
