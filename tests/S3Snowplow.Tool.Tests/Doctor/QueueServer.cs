using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>A <see cref="LocalSqs"/> behind a socket.</summary>
internal sealed class QueueServer : IAsyncDisposable
{
    private readonly HttpMessageInvoker _handler;
    private readonly Func<HttpContext, bool> _isAllowed;
    private readonly Action<LocalSqs> _answered;
    private LoopbackServer? _server;

    private QueueServer(LocalSqs queue, Func<HttpContext, bool> isAllowed, Action<LocalSqs> answered) =>
        (Queue, _handler, _isAllowed, _answered) = (queue, new HttpMessageInvoker(queue.CreateHandler()), isAllowed, answered);

    public LocalSqs Queue { get; }

    public Uri Uri => _server!.Uri;

    /// <summary>Starts one.</summary>
    /// <param name="options">The queue.</param>
    /// <param name="isAllowed">Whose requests are not answered with 403; everybody's by default.</param>
    /// <param name="answered">Is called behind each answer of the queue.</param>
    public static async Task<QueueServer> StartAsync(LocalSqsOptions options, Func<HttpContext, bool>? isAllowed = null, Action<LocalSqs>? answered = null)
    {
        var server = new QueueServer(new LocalSqs(options), isAllowed ?? (_ => true), answered ?? (_ => { }));
        server._server = await LoopbackServer.StartAsync(0, server.AnswerAsync, CancellationToken.None);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _handler.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, Uri) { Content = new ByteArrayContent(body.ToArray()) };
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, (string?)value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, (string?)value);
            }
        }

        if (!_isAllowed(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using HttpResponseMessage answer = await _handler.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
        _answered(Queue);
    }
}
