using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using S3Snowplow.Dashboard.Live;

namespace S3Snowplow.Dashboard;

/// <summary>What the page's addresses answer.</summary>
/// <param name="access">Who may look.</param>
/// <param name="feed">What there is to see; made by the first request.</param>
internal sealed class DashboardEndpoints(DashboardAccess access, Lazy<DashboardFeed> feed)
{
    // Everything is the page's own; uPlot sets styles by script, which a policy of styles does not keep from it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private const string Pipelines = "/api/pipelines/";

    /// <summary>The page itself. Its addresses are relative, so that it has to be opened with a slash at the end.</summary>
    public async Task IndexAsync(HttpContext context)
    {
        if (!await BeginAsync(context).ConfigureAwait(false))
        {
            return;
        }

        if (context.Request.Path.Value?.EndsWith('/') != true)
        {
            context.Response.Redirect($"{context.Request.PathBase}{context.Request.Path}/{context.Request.QueryString}");
            return;
        }

        await SendAsync(context, PageFile.Index).ConfigureAwait(false);
    }

    /// <summary>A file of the page.</summary>
    public async Task FileAsync(HttpContext context, string name)
    {
        if (await BeginAsync(context).ConfigureAwait(false))
        {
            await SendAsync(context, name).ConfigureAwait(false);
        }
    }

    /// <summary>The overview.</summary>
    public async Task OverviewAsync(HttpContext context)
    {
        if (!await BeginAsync(context).ConfigureAwait(false))
        {
            return;
        }

        bool isCompressed = Compression.IsTaken(context.Request);
        if (isCompressed)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        await SendAsync(context, feed.Value.Overview(isCompressed)).ConfigureAwait(false);
    }

    /// <summary>A pipeline.</summary>
    public async Task PipelineAsync(HttpContext context)
    {
        if (!await BeginAsync(context).ConfigureAwait(false))
        {
            return;
        }

        string? name = NameOf(context);
        if (name is null || feed.Value.Detail(name) is not { } detail)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("No pipeline of this name is judged.", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (Compression.IsTaken(context.Request))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            detail = Compression.Quickly(detail);
        }

        await SendAsync(context, detail).ConfigureAwait(false);
    }

    /// <summary>What changes.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        if (await BeginAsync(context).ConfigureAwait(false))
        {
            await StreamEndpoint.RunAsync(context, feed.Value).ConfigureAwait(false);
        }
    }

    private async Task<bool> BeginAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return await access.AdmitAsync(context).ConfigureAwait(false);
    }

    private static Task SendAsync(HttpContext context, string name)
    {
        if (PageFile.All.TryGetValue(name, out PageFile? file))
        {
            return file.SendAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
        }
    }

    // From the request's line itself: a path that is decoded already no longer tells %2F from %252F. A path cannot end in "." or "..", hence the query.
    private static string? NameOf(HttpContext context)
    {
        if (context.Request.Query.TryGetValue("name", out Microsoft.Extensions.Primitives.StringValues asked))
        {
            return asked.Count == 1 ? asked[0] : null;
        }

        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        int at = path.IndexOf(Pipelines, StringComparison.Ordinal);
        return at < 0 ? null : Uri.UnescapeDataString(path[(at + Pipelines.Length)..]);
    }
}
