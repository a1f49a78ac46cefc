using System.Net;
using System.Text;

namespace S3Snowplow.Testing.Tests;

public sealed class FaultTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly string Body = Tp2.Body(Tp2.Purchase());

    [Theory]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(500)]
    public async Task Status_IsAnsweredAndNothingIsJudged(int status)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var fault = CollectorFault.Status(status);
        fixture.Collector.Faults.Enqueue(fault);

        using var response = await fixture.Client.PostAsync(Body);
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(0, fixture.Collector.Counts.Total);
        var request = Assert.Single(fixture.Collector.Requests);
        Assert.Equal(Body, Encoding.UTF8.GetString(request.Body.Span));
        Assert.Same(fault, request.Fault);
    }

    [Fact]
    public async Task Status_WithHeadersAndBody_SendsThem()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(
            CollectorFault.Status(429, TimeSpan.FromSeconds(7)),
            CollectorFault.Status(307, [new("Location", "http://127.0.0.1:1/x"), new("Content-Type", "text/html")], "<p>moved</p>"),
            CollectorFault.Status(200, [new("X-Extra", "1")]));

        using var tooMany = await fixture.Client.PostAsync(Body);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = fixture.Collector.Uri };
        using var moved = await client.PostAsync(Body);
        using var ok = await fixture.Client.PostAsync(Body);
        await fixture.Collector.WaitForAsync(1);

        Assert.Equal(TimeSpan.FromSeconds(7), tooMany.Headers.RetryAfter?.Delta);
        Assert.Equal("http://127.0.0.1:1/x", moved.Headers.Location?.OriginalString);
        Assert.Equal("text/html", moved.Content.Headers.ContentType?.MediaType);
        Assert.Equal("<p>moved</p>", await moved.TextAsync());
        Assert.Equal("1", Assert.Single(ok.Headers.GetValues("X-Extra")));
        Assert.Equal("ok", await ok.TextAsync());
    }

    [Theory]
    [InlineData(199)]
    [InlineData(600)]
    public void Status_OutOfRange_Throws(int status) => Assert.Throws<ArgumentOutOfRangeException>(() => CollectorFault.Status(status));

    [Fact]
    public async Task Delay_OnItsClock_AnswersThenAndNotBefore()
    {
        var time = new SteppedTime(Now);
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = time);
        fixture.Collector.Faults.Enqueue(CollectorFault.Delay(TimeSpan.FromMinutes(5)));

        var sending = fixture.Client.PostAsync(Body);
        await fixture.Collector.WaitForRequestsAsync(1);
        await fixture.Collector.WaitUntilJudgedAsync();
        Assert.False(sending.IsCompleted);
        Assert.Equal(0, fixture.Collector.Counts.Total);
        await AdvanceWhenAskedAsync(time, TimeSpan.FromMinutes(5));
        using var response = await sending;
        await fixture.Collector.WaitForAsync(1);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Now, Assert.Single(fixture.Collector.Good).CollectorTimestamp);
    }

    [Fact]
    public async Task Delay_SenderGivesUp_JudgesNothing()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = new SteppedTime(Now));
        fixture.Collector.Faults.Enqueue(CollectorFault.Delay(TimeSpan.FromMinutes(5)));
        using var cancellation = new CancellationTokenSource();

        var sending = fixture.Client.PostAsync(new Uri(Tp2.Path, UriKind.Relative), Tp2.Content(Body), cancellation.Token);
        await fixture.Collector.WaitForRequestsAsync(1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await fixture.Collector.DisposeAsync();
        Assert.Equal(0, fixture.Collector.Counts.Total);
    }

    [Fact]
    public async Task Wait_BeforeAnyFault_DelaysIt()
    {
        var time = new SteppedTime(Now) { IsImmediate = true };
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = time);
        fixture.Collector.Faults.Enqueue(CollectorFault.Status(503) with { Wait = TimeSpan.FromSeconds(30) });

        using var response = await fixture.Client.PostAsync(Body);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.Single(time.Asked));
    }

    [Fact]
    public async Task Hang_UntilDisposed_NeverAnswers()
    {
        var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.Hang());

        var sending = fixture.Client.PostAsync(Body);
        await fixture.Collector.WaitForRequestsAsync(1);
        Assert.False(sending.IsCompleted);
        await fixture.Collector.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => sending);
        Assert.Equal(0, fixture.Collector.Counts.Total);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task ResetBeforeBody_ReadsNothing()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.ResetBeforeBody());

        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.PostAsync(Body));

        var request = Assert.Single(fixture.Collector.Requests);
        Assert.True(request.Body.IsEmpty);
        Assert.False(request.IsComplete);
    }

    [Fact]
    public async Task ResetInBody_KeepsWhatWasRead()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.ResetInBody(20) with { StoresEvents = true });

        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.PostAsync(Body));
        await fixture.Collector.WaitUntilJudgedAsync();

        var request = Assert.Single(fixture.Collector.Requests);
        Assert.Equal(Body[..20], Encoding.UTF8.GetString(request.Body.Span));
        Assert.False(request.IsComplete);
        Assert.Equal(0, fixture.Collector.Counts.Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ResetAfterBody_StoresEventsOnlyIfAsked(bool isStored)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.ResetAfterBody() with { StoresEvents = isStored });

        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.PostAsync(Body));
        using var again = await fixture.Client.PostAsync(Body);
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.Equal(new CollectorCounts(isStored ? 2 : 1, 0, 1), fixture.Collector.Counts);
        Assert.All(fixture.Collector.Requests, request => Assert.True(request.IsComplete));
    }

    [Fact]
    public async Task HalfResponse_AnnouncesMoreThanItSends()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.HalfResponse());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Tp2.Path, UriKind.Relative)) { Content = Tp2.Content(Body) };

        using var response = await fixture.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(10, response.Content.Headers.ContentLength);
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.Equal('o', stream.ReadByte());
        await Assert.ThrowsAnyAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        await fixture.Collector.WaitUntilJudgedAsync();
        Assert.Equal(0, fixture.Collector.Counts.Total);
    }

    [Fact]
    public async Task Drip_ByteByByte_ArrivesWholeAndIsJudged()
    {
        var time = new SteppedTime(Now) { IsImmediate = true };
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = time);
        fixture.Collector.Faults.Enqueue(CollectorFault.Drip(TimeSpan.FromSeconds(1)), CollectorFault.Drip(TimeSpan.Zero));

        using var response = await fixture.Client.PostAsync(Body);
        using var withoutTime = await fixture.Client.PostAsync(Body);
        await fixture.Collector.WaitForAsync(2);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ok", await response.TextAsync());
        Assert.Equal("ok", await withoutTime.TextAsync());
        Assert.InRange(time.Asked.Count, 80, 150);
        Assert.All(time.Asked, asked => Assert.Equal(TimeSpan.FromSeconds(1), asked));
    }

    [Fact]
    public async Task Garbage_IsNotHttp()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.Garbage());

        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.PostAsync(Body));
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.Single(fixture.Collector.Requests);
        Assert.Equal(0, fixture.Collector.Counts.Total);
    }

    [Fact]
    public async Task Garbage_OwnBytes_AreSentVerbatim()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.Garbage("HTTP/1.1 299 Odd\r\nContent-Length: 1\r\n\r\n!"u8.ToArray()));

        using var response = await fixture.Client.PostAsync(Body);

        Assert.Equal((299, "Odd", "!"), ((int)response.StatusCode, response.ReasonPhrase, await response.TextAsync()));
    }

    [Fact]
    public async Task SlowRead_TakesTheBodyInSteps()
    {
        var time = new SteppedTime(Now) { IsImmediate = true };
        await using var fixture = await CollectorFixture.StartAsync(options => options.TimeProvider = time);
        fixture.Collector.Faults.Enqueue(CollectorFault.SlowRead(10, TimeSpan.FromSeconds(2)));

        await fixture.SendAsync(Body);

        Assert.Equal(Body, Encoding.UTF8.GetString(fixture.Collector.Requests[0].Body.Span));
        Assert.InRange(time.Asked.Count, Body.Length / 10, Body.Length + 2);
        Assert.Single(fixture.Collector.Good);
    }

    [Fact]
    public async Task Enqueue_SeveralFaults_ArePlayedInOrderOnce()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.Status(500), CollectorFault.Status(500), CollectorFault.Status(503));
        fixture.Collector.Faults.Always(CollectorFault.Status(429));

        Assert.Equal(3, fixture.Collector.Faults.Pending);
        Assert.Equal((int[])[500, 500, 503, 429, 429], await StatusesAsync(fixture, Body, Body, Body, Body, Body));
        Assert.Equal(0, fixture.Collector.Faults.Pending);
    }

    [Fact]
    public async Task Enqueue_ParallelRequests_EachFaultIsPlayedOnce()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(Enumerable.Repeat(CollectorFault.Status(503), 5).ToArray());

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StatusesAsync(fixture, Body)));
        await fixture.Collector.WaitForAsync(15);

        Assert.Equal(5, statuses.Count(status => status[0] == 503));
        Assert.Equal(new CollectorCounts(15, 0, 1), fixture.Collector.Counts);
        Assert.Equal(Enumerable.Range(1, 20), fixture.Collector.Requests.Select(request => (int)request.Number).Order());
    }

    [Fact]
    public async Task Enqueue_Predicate_WaitsForItsRequest()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(Holds(2), CollectorFault.Status(400));
        fixture.Collector.Faults.Enqueue(CollectorFault.Status(503));
        var other = Tp2.Body(Tp2.Purchase(2));

        Assert.Equal((int[])[503, 200, 400, 200], await StatusesAsync(fixture, Body, Body, other, other));
    }

    [Fact]
    public async Task Always_Predicate_IsPlayedForEveryRequestThatFits()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Always(Holds(2), CollectorFault.Status(400));
        fixture.Collector.Faults.Always(request => request.Number == 2, CollectorFault.Status(500));
        var other = Tp2.Body(Tp2.Purchase(2));

        Assert.Equal((int[])[200, 500, 400, 400], await StatusesAsync(fixture, Body, Body, other, other));
    }

    [Fact]
    public async Task Enqueue_PredicateWithResetBeforeBody_StillResets()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(Holds(1), CollectorFault.ResetBeforeBody());

        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.PostAsync(Body));
    }

    [Fact]
    public async Task Clear_AfterFaults_AnswersHonestly()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Collector.Faults.Enqueue(CollectorFault.Status(500));
        fixture.Collector.Faults.Always(CollectorFault.Status(500));

        fixture.Collector.Faults.Clear();

        Assert.Equal((int[])[200], await StatusesAsync(fixture, Body));
    }

    [Fact]
    public async Task Post_SenderBreaksOff_KeepsWhatCame()
    {
        await using var collector = await LocalCollector.StartAsync();
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, collector.Uri.Port);
            await client.GetStream().WriteAsync("POST /a/b HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());
        }

        await collector.WaitForRequestsAsync(1);
        await collector.WaitUntilJudgedAsync();

        Assert.False(Assert.Single(collector.Requests).IsComplete);
        Assert.Equal(0, collector.Counts.Total);
    }

    private static Func<CollectorRequest, bool> Holds(int n) => request => Encoding.UTF8.GetString(request.Body.Span).Contains(Tp2.Id(n), StringComparison.Ordinal);

    private static async Task<int[]> StatusesAsync(CollectorFixture fixture, params string[] bodies)
    {
        var statuses = new List<int>();
        foreach (var body in bodies)
        {
            using var response = await fixture.Client.PostAsync(body);
            statuses.Add((int)response.StatusCode);
        }

        return [.. statuses];
    }

    // The request is recorded a moment before the collector asks its clock.
    private static async Task AdvanceWhenAskedAsync(SteppedTime time, TimeSpan by)
    {
        await time.WhenAskedAsync();
        time.Advance(by);
    }
}
