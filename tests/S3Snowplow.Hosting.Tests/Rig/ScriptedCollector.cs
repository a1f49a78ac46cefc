using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>A collector without sockets: answers with a status, or refuses the connection, and keeps the ids of what it accepted.</summary>
internal sealed class ScriptedCollector : HttpMessageHandler
{
    private int _status = 200;
    private int _requests;
    private int _underWay;

    public ConcurrentQueue<string> EventIds { get; } = new();

    /// <summary>How often it was asked.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many requests have no answer yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The status of the answers; 0 refuses connections.</summary>
    public int Status
    {
        get => Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, value);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            return await AnswerAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int status = Status;
        Interlocked.Increment(ref _requests);
        if (status == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        }

        if (status == 200)
        {
            using JsonDocument body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            foreach (JsonElement sent in body.RootElement.GetProperty("data").EnumerateArray())
            {
                EventIds.Enqueue(sent.GetProperty("eid").GetString()!);
            }
        }

        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(status == 200 ? "ok" : "") };
    }
}
