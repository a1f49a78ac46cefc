using S3Snowplow.Testing;
using S3Snowplow.Tool.Tests;

namespace S3Snowplow.IntegrationTests.Roles;

/// <summary>A queue behind a socket, which takes what the role's credentials have signed, and nothing else.</summary>
internal sealed class QueueService : IAsyncDisposable
{
    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueueServer? _server;

    private QueueService()
    {
    }

    public LocalSqs Queue => _server!.Queue;

    public Uri Uri => _server!.Uri;

    /// <summary>Completes when a message was deleted.</summary>
    public Task Deleted => _deleted.Task;

    public static async Task<QueueService> StartAsync()
    {
        var service = new QueueService();
        service._server = await QueueServer.StartAsync(
            new LocalSqsOptions { AccessKey = RoleService.AccessKey, SecretKey = RoleService.SecretKey },
            context => context.Request.Headers["X-Amz-Security-Token"] == RoleService.SessionToken,
            service.Answered);
        return service;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private void Answered(LocalSqs queue)
    {
        if (queue.Deleted > 0)
        {
            _deleted.TrySetResult();
        }
    }
}
