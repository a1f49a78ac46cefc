using System.Net;
using System.Net.Sockets;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>A connection that died while the process was frozen costs nothing; one that dies while it is new is a failure of the collector.</summary>
public sealed class DeadConnectionTests
{
    private const int RetryingId = 1020;

    private static readonly Dictionary<string, CollectorFault> Deaths = new()
    {
        ["reset before the body"] = CollectorFault.ResetBeforeBody(),
        ["reset in the body"] = CollectorFault.ResetInBody(100),
        ["reset after the body"] = CollectorFault.ResetAfterBody(),
        ["closed in the status line"] = CollectorFault.Garbage("HTTP/1.1 20"u8.ToArray()),
    };

    public static TheoryData<string> Names => [.. Deaths.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task KeptConnection_Dies_IsNoFailedAttempt(string death)
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        await SendAsync(rig, 1);
        rig.Collector.Faults.Enqueue(Deaths[death]);

        await SendAsync(rig, 2);

        Assert.Equal(3, rig.Collector.Requests.Count);
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.EventId.Id == RetryingId);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task NewConnection_Dies_IsAFailedAttempt(string death)
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        rig.Collector.Faults.Enqueue(Deaths[death]);

        await SendAsync(rig, 1);

        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == RetryingId);
    }

    [Fact]
    public async Task KeptConnection_DiesAndSoDoesTheNewOne_IsAFailedAttempt()
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        await SendAsync(rig, 1);
        rig.Collector.Faults.Enqueue(CollectorFault.ResetAfterBody(), CollectorFault.ResetAfterBody());

        await SendAsync(rig, 2);

        Assert.Equal(4, rig.Collector.Requests.Count);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == RetryingId);
    }

    [Fact]
    public async Task TwoKeptConnections_BothDead_AreTriedBeforeANewOne()
    {
        using var handler = new ScriptedHandler();
        using var client = new Client(handler);
        Task<CollectorAnswer>[] both = [client.PostAsync(), client.PostAsync()];
        handler.Next().SetResult(Ok());
        handler.Next().SetResult(Ok());
        await Task.WhenAll(both).Within();

        Task<CollectorAnswer> posted = client.PostAsync();
        handler.Next().SetException(new HttpRequestException(HttpRequestError.ResponseEnded));
        (await handler.NextAsync()).SetException(new HttpRequestException("", new IOException("", new SocketException((int)SocketError.ConnectionReset))));
        (await handler.NextAsync()).SetResult(Ok());

        Assert.Equal(AnswerKind.Delivered, (await posted.Within()).Kind);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task KeptConnection_AnotherError_IsAFailedAttempt(HttpRequestError error)
    {
        using var handler = new ScriptedHandler();
        using var client = new Client(handler);
        Task<CollectorAnswer> first = client.PostAsync();
        handler.Next().SetResult(Ok());
        await first.Within();

        Task<CollectorAnswer> posted = client.PostAsync();
        handler.Next().SetException(new HttpRequestException(error, "", new IOException()));

        Assert.Equal(AnswerKind.Retry, (await posted.Within()).Kind);
    }

    [Fact]
    public async Task ConnectionThatIsNotKept_IsNone()
    {
        using var handler = new ScriptedHandler();
        using var client = new Client(handler);
        Task<CollectorAnswer> first = client.PostAsync();
        HttpResponseMessage last = Ok();
        last.Headers.ConnectionClose = true;
        handler.Next().SetResult(last);
        await first.Within();

        Task<CollectorAnswer> posted = client.PostAsync();
        handler.Next().SetException(new HttpRequestException(HttpRequestError.ResponseEnded));

        Assert.Equal("response_ended", (await posted.Within()).ErrorType);
    }

    private static HttpResponseMessage Ok() => new(HttpStatusCode.OK) { Content = new StringContent("ok") };

    private static async Task SendAsync(LiveRig rig, int number)
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await rig.Emitter.EnqueueAsync(TestEvents.Of(number, padding: 1000), scope);
        scope.Seal();
        await scope.Completion.Within();
        Assert.Equal(DeliveryOutcome.Delivered, scope.Outcomes[0].Outcome);
        await Patience.UntilAsync(() => rig.Emitter.IsIdle, "the log to be written");
    }

    private sealed class Client : IDisposable
    {
        private readonly HttpClient _http;
        private readonly HttpEventTransport _client;

        public Client(HttpMessageHandler handler)
        {
            _http = new HttpClient(handler, disposeHandler: false);
            _client = new HttpEventTransport(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, _http, new ManualTimeProvider());
        }

        public Task<CollectorAnswer> PostAsync() => _client.SendAsync(new EventBatch([], "{}"u8.ToArray()), CancellationToken.None);

        public void Dispose()
        {
            _client.Dispose();
            _http.Dispose();
        }
    }

    private sealed class ScriptedHandler : HttpMessageHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TaskCompletionSource<HttpResponseMessage>> _requests = new();

        public TaskCompletionSource<HttpResponseMessage> Next() => _requests.TryDequeue(out TaskCompletionSource<HttpResponseMessage>? request) ? request : throw new InvalidOperationException("no request came");

        public async Task<TaskCompletionSource<HttpResponseMessage>> NextAsync()
        {
            await Patience.UntilAsync(() => !_requests.IsEmpty, "a request");
            return Next();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _requests.Enqueue(answer);
            return answer.Task;
        }
    }
}
