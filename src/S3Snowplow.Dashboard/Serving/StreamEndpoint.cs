using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using S3Snowplow.Dashboard.Live;

namespace S3Snowplow.Dashboard;

/// <summary>Tells a client what changes, by server-sent events (WHATWG HTML, section 9.2), until it goes or the host stops.</summary>
/// <remarks>A client that reads slowly is waited for, and is then told the latest: nothing is queued for it. One that does not read at all is dropped by the server's least rate.</remarks>
internal static class StreamEndpoint
{
    /// <summary>Streams.</summary>
    public static async Task RunAsync(HttpContext context, DashboardFeed feed)
    {
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // A proxy that gathers bytes would keep them from the page (nginx: proxy_buffering).
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, feed.Ended);
        try
        {
            await TellAsync(response, feed, ends.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client is gone, or the host stops: both are the usual end.
        }
    }

    private static async Task TellAsync(HttpResponse response, DashboardFeed feed, CancellationToken ends)
    {
        (FeedState told, Task changed) = feed.Current;
        await WriteAsync(response, feed.Greeting(told), ends).ConfigureAwait(false);
        while (true)
        {
            await changed.WaitAsync(ends).ConfigureAwait(false);
            (FeedState state, changed) = feed.Current;
            if (state.StatusNumber != told.StatusNumber)
            {
                await WriteAsync(response, state.StatusEvent, ends).ConfigureAwait(false);
            }

            if (state.Revision != told.Revision)
            {
                await WriteAsync(response, state.JudgedEvent, ends).ConfigureAwait(false);
            }

            if (state.StatusNumber == told.StatusNumber)
            {
                await WriteAsync(response, FeedState.SignOfLife, ends).ConfigureAwait(false);
            }

            told = state;
        }
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken ends)
    {
        await response.Body.WriteAsync(bytes, ends).ConfigureAwait(false);
        await response.Body.FlushAsync(ends).ConfigureAwait(false);
    }
}
