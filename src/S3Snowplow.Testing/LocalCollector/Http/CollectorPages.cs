using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>What a collector answers beside tracking: health, robots, root, cross-domain policy, and the question that a browser asks before.</summary>
/// <remarks>Source: recordings of the collector 2.8.1 and of Micro 1.7.2; source of the collector 3 for its <c>ok</c>.</remarks>
internal sealed class CollectorPages(LocalCollectorOptions options)
{
    private readonly SnowplowSoftware _software = options.Software;

    /// <summary>Answers a request that does not track events.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answering">The answering.</param>
    /// <returns>Whether it is such a request; else it is one to track.</returns>
    public bool TryAnswer(HttpContext context, [NotNullWhen(true)] out Task? answering)
    {
        answering = Find(context.Request)?.Invoke(context);
        return answering is not null;
    }

    private Func<HttpContext, Task>? Find(HttpRequest request)
    {
        if (HttpMethods.IsOptions(request.Method))
            return PreflightAsync;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return null;
        return request.Path.Value switch
        {
            "/health" when _software == SnowplowSoftware.Micro1 => context => PlainText.AnswerUtf8Async(context, StatusCodes.Status503ServiceUnavailable, "Service Unavailable"),
            "/health" or "/sink-health" => OkAsync,
            "/robots.txt" => context => PlainText.AnswerUtf8Async(context, StatusCodes.Status200OK, "User-agent: *\nDisallow: /"),
            "/" when options.RootPage is { } page => context => PlainText.AnswerUtf8Async(context, StatusCodes.Status200OK, page),
            "/crossdomain.xml" when options.CrossDomains.Count > 0 => PolicyAsync,
            _ => null,
        };
    }

    private Task OkAsync(HttpContext context) => _software.IsSecondGeneration()
        ? PlainText.AnswerUtf8Async(context, StatusCodes.Status200OK, "OK")
        : PlainText.AnswerAsync(context, StatusCodes.Status200OK, "ok");

    private Task PolicyAsync(HttpContext context)
    {
        var domains = options.CrossDomains.Select(domain => $"\n  <allow-access-from domain=\"{domain}\" secure=\"true\" />");
        context.Response.ContentType = "text/xml; charset=ISO-8859-1";
        return PlainText.AnswerAsync(context, StatusCodes.Status200OK, $"<?xml version=\"1.0\"?>\n<cross-domain-policy>{string.Concat(domains)}\n</cross-domain-policy>");
    }

    private Task PreflightAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        TrackingHeaders.AddOrigin(context);
        headers.AccessControlAllowHeaders = "Content-Type, SP-Anonymous";
        headers.AccessControlMaxAge = _software == SnowplowSoftware.Micro1 ? "5" : "3600";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
