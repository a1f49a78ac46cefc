using System.Net.Http.Headers;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>
/// The ceiling: <see cref="HttpClient"/> posting one prepared body of a hundred events again and again, two requests in flight. The body is what
/// the relay writes for the same events.
/// </summary>
internal sealed class BareArm : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, ActivityHeadersPropagator = null });
    private readonly Uri _address;
    private readonly ReadOnlyMemory<byte> _body;

    public BareArm(Uri collector, IEnumerable<SnowplowEvent> events)
    {
        _address = new Uri(collector, CollectorAddress.CollectorPath);
        _body = Body([.. events]);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Posts the body <paramref name="posts"/> times.</summary>
    public Task RunAsync(int posts) => Task.WhenAll(PostAsync(posts / 2), PostAsync(posts - (posts / 2)));

    private async Task PostAsync(int posts)
    {
        for (int i = 0; i < posts; i++)
        {
            using var content = new ReadOnlyMemoryContent(_body) { Headers = { ContentType = Json } };
            using HttpResponseMessage response = await _http.PostAsync(_address, content);
            response.EnsureSuccessStatusCode();
        }
    }

    private static ReadOnlyMemory<byte> Body(SnowplowEvent[] events)
    {
        var body = new PostBody(new TrackerIdentity("s3snowplow", "s3snowplow"));
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        var batch = new Batch(static _ => { }, body);
        foreach (SnowplowEvent one in events)
        {
            batch.Add(new QueuedEvent(scope, 0, body.BytesOf(one.Parameters.Length), 0, new FlushEpoch(0)), one.Parameters.Span, message: default);
        }

        return batch.Body(DateTimeOffset.UnixEpoch.AddYears(56)).ToArray();
    }
}
