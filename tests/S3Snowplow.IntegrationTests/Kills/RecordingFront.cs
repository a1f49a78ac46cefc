using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>
/// Stands between the store and a webhook. It keeps its port open, answers 503 while the webhook is down, and remembers which posts the webhook answered with 2xx: for
/// these the service is responsible, whatever happens to it. A store's default topic tries once, so the others are lost, and rightly.
/// </summary>
internal sealed class RecordingFront : IAsyncDisposable
{
    private readonly ConcurrentQueue<StoreRecord> _posted = new();
    private readonly ConcurrentQueue<StoreRecord> _accepted = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private LoopbackServer? _server;
    private volatile Uri? _webhook;
    private int _refused;

    /// <summary>Where the store posts to.</summary>
    public Uri Uri => new(_server!.Uri, "/s3");

    /// <summary>The webhook, or <see langword="null"/> while it is down.</summary>
    public Uri? Webhook
    {
        get => _webhook;
        set => _webhook = value;
    }

    /// <summary>Everything that the store has posted.</summary>
    public IReadOnlyCollection<StoreRecord> Posted => _posted;

    /// <summary>What the webhook has answered with 2xx.</summary>
    public IReadOnlyCollection<StoreRecord> Accepted => _accepted;

    /// <summary>How many it has accepted.</summary>
    public SignalledCount AcceptedCount { get; } = new();

    /// <summary>How many posts the running webhook answered with another status.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public static async Task<RecordingFront> StartAsync()
    {
        var front = new RecordingFront();
        front._server = await LoopbackServer.StartAsync(0, front.HandleAsync, CancellationToken.None);
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var received = new MemoryStream();
        await context.Request.Body.CopyToAsync(received);
        var record = StoreRecord.Read(received.ToArray());
        _posted.Enqueue(record);
        int status = await ForwardAsync(received.ToArray());
        if (status is >= 200 and < 300)
        {
            _accepted.Enqueue(record);
            AcceptedCount.Increment();
        }

        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
    }

    private async Task<int> ForwardAsync(byte[] body)
    {
        if (_webhook is not { } webhook)
        {
            return StatusCodes.Status503ServiceUnavailable;
        }

        try
        {
            using var content = new ByteArrayContent(body);
            using HttpResponseMessage answer = await _http.PostAsync(webhook, content);
            if (!answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _refused);
            }

            return (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // It was killed before or while it answered: it may have stored the post or not, and has promised nothing.
            return StatusCodes.Status503ServiceUnavailable;
        }
    }
}
