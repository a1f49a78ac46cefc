using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>The headers of an answer to a request that was tracked.</summary>
/// <remarks>Source: recordings of the collector 2.8.1 and of Micro 1.7.2.</remarks>
internal static class TrackingHeaders
{
    private const string P3p = "policyref=\"/w3c/p3p.xml\", CP=\"NOI DSP COR NID PSA OUR IND COM NAV STA\"";
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(365);

    /// <summary>Adds them.</summary>
    public static void Add(HttpContext context, CollectorRequest request, LocalCollectorOptions options)
    {
        AddOrigin(context);
        if (options.Software.IsSecondGeneration())
            context.Response.Headers["P3P"] = P3p;
        if (options.HasCookie && !request.Headers.ContainsKey("SP-Anonymous"))
            context.Response.Headers.SetCookie = Cookie(request, options.Software);
    }

    /// <summary>Adds those that let a browser's script see the answer.</summary>
    public static void AddOrigin(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        context.Response.Headers.AccessControlAllowOrigin = origin.Count > 0 ? origin : "*";
        context.Response.Headers.AccessControlAllowCredentials = "true";
    }

    // That of Micro is for any connection, that of a collector for https only; a sender that keeps cookies shows with the first.
    private static string Cookie(CollectorRequest request, SnowplowSoftware software)
    {
        var expires = (request.ArrivedAt + CookieLife).ToString("R", CultureInfo.InvariantCulture);
        var scope = software.HasMicroApi() ? "" : "; Secure; HttpOnly; SameSite=None";
        return $"{software.CookieName()}={request.NetworkUserId}; Expires={expires}; Path=/{scope}";
    }
}
