using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>A <see cref="LocalSqs"/> behind a socket.</summary>
internal sealed class QueueServer : IAsyncDisposable
{
    private readonly HttpMessageInvoker _handler;
    private LoopbackServer? _server;

    private QueueServer(LocalSqs queue) => (Queue, _handler) = (queue, new HttpMessageInvoker(queue.CreateHandler()));

    public LocalSqs Queue { get; }

    public Uri Uri => _server!.Uri;

    public static async Task<QueueServer> StartAsync(LocalSqsOptions options)
    {
        var server = new QueueServer(new LocalSqs(options));
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

        using HttpResponseMessage answer = await _handler.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }
}
