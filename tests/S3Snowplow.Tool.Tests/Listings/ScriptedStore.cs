using System.Net;
using Amazon.Runtime;

namespace S3Snowplow.Tool.Tests.Listings;

/// <summary>A store that gives the answers of a script, one a request, and keeps what was asked. Its clock does not wait: retries come at once.</summary>
internal sealed class ScriptedStore : HttpMessageHandler, IAsyncDisposable
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();
    private readonly HurryingTime _time = new();

    public ScriptedStore(params byte[][] pages)
    {
        foreach (byte[] page in pages)
        {
            Answer(HttpStatusCode.OK, page);
        }
    }

    /// <summary>The queries that were asked.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>The paths that were asked.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>The headers that were sent.</summary>
    public List<(string Header, string Value)> Headers { get; } = [];

    /// <summary>How long the client has waited in all.</summary>
    public TimeSpan Waited => _time.Waited;

    public ScriptedStore Answer(HttpStatusCode status, byte[] body, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };
            foreach ((string name, string value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        });
        return this;
    }

    public ScriptedStore Answer(HttpStatusCode status, string body, params (string Name, string Value)[] headers) => Answer(status, System.Text.Encoding.UTF8.GetBytes(body), headers);

    public ScriptedStore Fail(HttpRequestError error)
    {
        _answers.Enqueue(() => throw new HttpRequestException(error));
        return this;
    }

    public BucketListing Listing(string bucket, string prefix = "", bool hasVersions = false, bool pays = false, string? owner = null) =>
        new(Client(pays, owner), bucket, prefix, hasVersions, _time);

    /// <summary>A client of it.</summary>
    public StoreClient Client(bool pays = false, string? owner = null)
    {
        StoreAddress address = StoreAddress.Find(new Uri("http://127.0.0.1:1/"), "eu-west-1", null, out _)! with { IsRequesterPays = pays, ExpectedOwner = owner };
        return new StoreClient(address, _time, this, new BasicAWSCredentials("test", "test"), () => 0.5);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Queries.Add(request.RequestUri!.Query);
        Paths.Add(request.RequestUri.AbsolutePath);
        Headers.AddRange(request.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value))));
        return _answers.TryDequeue(out Func<HttpResponseMessage>? answer) ? Task.FromResult(answer()) : throw new InvalidOperationException("The store was asked more often than its script says.");
    }

    /// <summary>A clock on which every wait is over at once, and counts; limits of requests never come.</summary>
    private sealed class HurryingTime : TimeProvider
    {
        private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

        public TimeSpan Waited { get; private set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero) + Waited;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero && dueTime <= LongestWait)
            {
                Waited += dueTime;
                return System.CreateTimer(callback, state, TimeSpan.Zero, period);
            }

            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }
    }
}

/// <summary>Reads a listing to its end.</summary>
internal static class ListingReading
{
    public static async Task<List<ListedObject>> ReadAllAsync(this IObjectListing listing, ListingCursor? resume = null)
    {
        List<ListedObject> all = [];
        await foreach (ListingPage page in listing.ReadAsync(resume, CancellationToken.None))
        {
            all.AddRange(page.Objects);
        }

        return all;
    }
}
