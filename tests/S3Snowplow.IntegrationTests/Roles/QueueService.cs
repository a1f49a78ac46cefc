using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Roles;

/// <summary>A <see cref="LocalSqs"/> behind a socket, which takes what the role's credentials have signed, and nothing else.</summary>
internal sealed class QueueService : IAsyncDisposable
{
    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpMessageInvoker _queue;
    private LoopbackServer? _server;

    private QueueService()
    {
        Queue = new LocalSqs(new LocalSqsOptions { AccessKey = RoleService.AccessKey, SecretKey = RoleService.SecretKey });
        _queue = new HttpMessageInvoker(Queue.CreateHandler());
    }

    public LocalSqs Queue { get; }

    public Uri Uri => _server!.Uri;

    /// <summary>Completes when a message was deleted.</summary>
    public Task Deleted => _deleted.Task;

    public static async Task<QueueService> StartAsync()
    {
        var service = new QueueService();
        service._server = await LoopbackServer.StartAsync(0, service.AnswerAsync, CancellationToken.None);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _queue.Dispose();
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

        if (context.Request.Headers["X-Amz-Security-Token"] != RoleService.SessionToken)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using HttpResponseMessage answer = await _queue.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
        if (Queue.Deleted > 0)
        {
            _deleted.TrySetResult();
        }
    }
}
