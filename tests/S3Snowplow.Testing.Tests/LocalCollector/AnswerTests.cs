using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace S3Snowplow.Testing.Tests;

public sealed class AnswerTests
{
    [Fact]
    public async Task StartAsync_WithoutOptions_ListensOnLoopbackWithAFreePort()
    {
        await using var one = await LocalCollector.StartAsync();
        await using var two = await LocalCollector.StartAsync();

        Assert.Equal("127.0.0.1", one.Uri.Host);
        Assert.NotEqual(0, one.Uri.Port);
        Assert.NotEqual(one.Uri.Port, two.Uri.Port);
    }

    [Fact]
    public async Task StartAsync_PortTaken_Throws()
    {
        await using var one = await LocalCollector.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => LocalCollector.StartAsync(new LocalCollectorOptions { Port = one.Uri.Port }));
    }

    [Fact]
    public void Options_Defaults_AreDocumented()
    {
        var options = new LocalCollectorOptions();

        Assert.Equal(0, options.Port);
        Assert.Equal(SnowplowSoftware.Micro4, options.Software);
        Assert.Equal(2_097_152, options.DropPayloadBytes);
        Assert.Equal(8_388_608, new LocalCollectorOptions { Software = SnowplowSoftware.Collector2 }.DropPayloadBytes);
        Assert.Equal((true, false, null), (options.HasCookie, options.HasRedirects, options.RootPage));
        Assert.Empty(options.Paths);
        Assert.Empty(options.CrossDomains);
        Assert.Empty(options.SchemaFolders);
        Assert.Empty(options.VendorAliases);
        Assert.Empty(options.SchemaAliases);
        Assert.Same(TimeProvider.System, options.TimeProvider);
    }

    [Theory]
    [InlineData("com.snowplowanalytics.snowplow/tp2", 200)]
    [InlineData("com.snowplow/tp2", 200)]
    [InlineData("tp2", 404)]
    [InlineData("", 404)]
    [InlineData("prefix/com.snowplowanalytics.snowplow/tp2", 404)]
    [InlineData("com.snowplowanalytics.snowplow/", 404)]
    public async Task Post_Path_IsAnsweredByItsNumberOfSegments(string path, int status)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        using var response = await fixture.Client.PostAsync(Tp2.Body(Tp2.Purchase()), path);
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, fixture.Collector.Counts.Total);
        Assert.Single(fixture.Collector.Requests);
    }

    [Fact]
    public async Task Post_Valid_AnswersAsTheCollectorDoes()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        using var response = await fixture.Client.PostAsync(Tp2.Body(Tp2.Purchase()));

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ok", await response.TextAsync());
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.StartsWith("micro=", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SpAnonymous_SetsNoCookieAndHidesTheSender()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Client.DefaultRequestHeaders.Add("SP-Anonymous", "*");

        using var response = await fixture.Client.PostAsync(Tp2.Body(Tp2.Purchase()));
        await fixture.Collector.WaitForAsync(1);
        using var good = await fixture.Client.GetAsync(new Uri("micro/good", UriKind.Relative));

        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Contains("\"user_ipaddress\":\"unknown\"", await good.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_BodyAtTheLimit_IsDroppedOnlyAboveIt(int excess, HttpStatusCode status)
    {
        var body = Tp2.Body(Tp2.Purchase());
        await using var fixture = await CollectorFixture.StartAsync(options => options.DropPayloadBytes = body.Length - excess);

        using var response = await fixture.Client.PostAsync(body);
        await fixture.Collector.WaitUntilJudgedAsync();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(1 - excess, fixture.Collector.Counts.Total);
        Assert.Equal(body, Encoding.UTF8.GetString(Assert.Single(fixture.Collector.Requests).Body.Span));
    }

    [Fact]
    public async Task Post_FarBeyondTheLimit_IsStillAnswered413()
    {
        await using var collector = await LocalCollector.StartAsync();
        using var client = new HttpClient { BaseAddress = collector.Uri };

        using var response = await client.PostAsync(new Uri(Tp2.Path, UriKind.Relative), new ByteArrayContent(new byte[40_000_000]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Get_Health_IsOkAndNotKept()
    {
        await using var collector = await LocalCollector.StartAsync();
        using var client = new HttpClient { BaseAddress = collector.Uri };
        collector.Faults.Always(CollectorFault.Status(500));

        using var response = await client.GetAsync(new Uri("health", UriKind.Relative));

        Assert.Equal("ok", await response.TextAsync());
        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task Requests_AfterPost_HaveHeadersAndBodyVerbatim()
    {
        await using var collector = await LocalCollector.StartAsync();
        using var client = new HttpClient { BaseAddress = collector.Uri };
        byte[] bytes = [0, 1, 0xff, 0xfe, (byte)'x'];
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("Application/Octet-Stream");
        client.DefaultRequestHeaders.Add("X-Two", ["a", "b"]);

        using var response = await client.PostAsync(new Uri("a/b?x=1", UriKind.Relative), content);

        var request = Assert.Single(collector.Requests);
        Assert.Equal((1, "POST", "/a/b", "?x=1", true), (request.Number, request.Method, request.Path, request.Query, request.IsComplete));
        Assert.Equal(bytes, request.Body.ToArray());
        Assert.Equal("Application/Octet-Stream", request.Headers["content-type"]);
        Assert.Equal("5", request.Headers["Content-Length"]);
        Assert.Contains("a", request.Headers["x-two"], StringComparison.Ordinal);
        Assert.Null(request.Fault);
    }

    [Fact]
    public async Task Reset_AfterEvents_ForgetsEverythingButFaultsAndNumbers()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        await fixture.SendAsync(Tp2.Purchase(), Tp2.Purchase(2, "{}"));
        fixture.Collector.Faults.Always(CollectorFault.Status(503));

        fixture.Collector.Reset();
        using var response = await fixture.Client.PostAsync("{}");

        Assert.Equal(new CollectorCounts(0, 0, 0), fixture.Collector.Counts);
        Assert.Equal(2, Assert.Single(fixture.Collector.Requests).Number);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task WaitForAsync_EventsMissing_SaysWhatCame()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        await fixture.SendAsync(Tp2.Purchase(1, "{}"));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => fixture.Collector.WaitForAsync(2, TimeSpan.Zero));

        Assert.Contains("0 good and 1 bad events in 1 requests", error.Message, StringComparison.Ordinal);
        Assert.Contains("$.item: property required", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitForAsync_CollectorDisposed_Throws()
    {
        var collector = await LocalCollector.StartAsync();
        var waiting = collector.WaitForAsync(1);

        await collector.DisposeAsync();
        await collector.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => collector.WaitForAsync(1));
        await collector.WaitUntilJudgedAsync();
    }

    [Fact]
    public async Task WaitForAsync_Cancelled_Throws()
    {
        await using var collector = await LocalCollector.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = collector.WaitForRequestsAsync(1, cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
