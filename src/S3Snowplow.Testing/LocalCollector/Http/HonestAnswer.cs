using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>What a collector answers to a request, where no fault is played.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Its type; <see langword="null"/> for an answer without body.</param>
/// <remarks>Source: recordings of the collector 2.8.1; routes of the collector 3.</remarks>
internal sealed record HonestAnswer(int StatusCode, byte[] Body, string? ContentType)
{
    private const string TextWithCharset = "text/plain; charset=UTF-8";
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAPAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    /// <summary>Whether the request is tracked: answered with the headers of tracking.</summary>
    public bool IsTracked => StatusCode is StatusCodes.Status200OK or StatusCodes.Status302Found;

    /// <summary>Whether its events go to the pipeline.</summary>
    public bool IsJudged => StatusCode == StatusCodes.Status200OK;

    /// <summary>Whether it is the picture that a browser asks for.</summary>
    public bool IsPixel => ReferenceEquals(Body, Pixel);

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; private init; }

    /// <summary>Whether the connection is closed behind it.</summary>
    public bool Closes { get; private init; }

    /// <summary>The answer to a request.</summary>
    public static HonestAnswer To(CollectorRequest request, LocalCollectorOptions options)
    {
        var software = options.Software;
        var isGet = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (CollectorPaths.IsRedirect(request.Path) && !options.HasRedirects)
            return Text(StatusCodes.Status404NotFound, "redirects disabled");
        if (isGet && CollectorPaths.IsRedirect(request.Path))
            return Redirect(request);
        if (isGet && (CollectorPaths.IsPixel(request.Path) || CollectorPaths.HasTwoSegments(request.Path)))
            return new HonestAnswer(StatusCodes.Status200OK, Pixel, "image/gif");
        if (!HttpMethods.IsPost(request.Method) || !CollectorPaths.HasTwoSegments(request.Path))
            return NotFound(software);
        if (request.Body.Length <= options.DropPayloadBytes)
            return new HonestAnswer(StatusCodes.Status200OK, "ok"u8.ToArray(), software.IsSecondGeneration() ? TextWithCharset : "text/plain");
        return software.IsSecondGeneration() ? NotFound(software) with { Closes = true } : Text(StatusCodes.Status413PayloadTooLarge, "payload too large");
    }

    /// <summary>The answer where there is nothing.</summary>
    public static HonestAnswer NotFound(SnowplowSoftware software) =>
        Text(StatusCodes.Status404NotFound, software.IsSecondGeneration() ? "404 not found" : "Not found");

    private static HonestAnswer Text(int statusCode, string text) => new(statusCode, System.Text.Encoding.UTF8.GetBytes(text), TextWithCharset);

    private static HonestAnswer Redirect(CollectorRequest request) =>
        QueryHelpers.ParseQuery(request.Query).TryGetValue("u", out var target) && target[^1] is { Length: > 0 } address
            ? new HonestAnswer(StatusCodes.Status302Found, [], null) { Location = address }
            : new HonestAnswer(StatusCodes.Status400BadRequest, [], null);
}
