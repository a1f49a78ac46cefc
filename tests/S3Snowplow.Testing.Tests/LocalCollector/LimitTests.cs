using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.Testing.Tests;

/// <summary>Where a collector refuses a request, and how the connection ends.</summary>
public sealed class LimitTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    public static TheoryData<SnowplowSoftware, string, string, int> Heads => new()
    {
        { SnowplowSoftware.Collector2, "GET /i?e=pv&x=" + new string('y', 32_768 - 10) + " HTTP/1.1", "X-Y: z", 200 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv&x=" + new string('y', 32_768 - 9) + " HTTP/1.1", "X-Y: z", 414 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv HTTP/1.1", "X-Y: " + new string('z', 8192), 200 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv HTTP/1.1", "X-Y: " + new string('z', 8193), 431 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv HTTP/1.1", string.Join("\r\n", Enumerable.Range(0, 63).Select(n => $"X-{n}: y")), 200 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv HTTP/1.1", string.Join("\r\n", Enumerable.Range(0, 64).Select(n => $"X-{n}: y")), 400 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv HTTP/1.1", string.Join("\r\n", Enumerable.Range(0, 64).Select(_ => "X-Same: y")), 400 },
        { SnowplowSoftware.Collector2, "GET /i?e=%4 HTTP/1.1", "X-Y: z", 400 },
        { SnowplowSoftware.Collector2, "FETCH /i?e=pv HTTP/1.1", "X-Y: z", 501 },
        { SnowplowSoftware.Collector2, "GET /i?e=pv HTTP/1.7", "X-Y: z", 505 },
        { SnowplowSoftware.Collector2, "GET /%zz?e=pv HTTP/1.1", "X-Y: z", 400 },
        { SnowplowSoftware.Collector2, "GET /i?e=%70v HTTP/1.1", "X-Y: z", 200 },
        { SnowplowSoftware.Collector3, "GET /i?e=pv&x=" + new string('y', 20_480) + " HTTP/1.1", "X-Y: z", 400 },
        { SnowplowSoftware.Collector3, "GET /i?e=pv HTTP/1.1", "X-Y: " + new string('z', 40_960), 400 },
        { SnowplowSoftware.Collector3, "GET /i?e=pv HTTP/1.1", "X-Y: " + new string('z', 8193), 200 },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task Head_AtALimit_IsRefusedOnlyAboveIt(SnowplowSoftware software, string line, string headers, int status)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = software });

        (string[] head, _) = await RawExchange.SendAsync(collector.Uri, Request(line, headers, "", closes: status != 200));

        Assert.StartsWith($"HTTP/1.1 {status} ", head[0], StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, collector.Requests.Count);
    }

    [Fact]
    public async Task Body_AboveTheLimitOfCollector2_IsRefusedByItsHead()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Collector2, DropPayloadBytes = 10 });

        (string[] head, byte[] body) = await RawExchange.SendAsync(collector.Uri, Request($"POST /{Tp2.Path} HTTP/1.1", "Content-Length: 11", "", closes: true));

        Assert.Equal(("HTTP/1.1 404 Not Found", "404 not found"), (head[0], Encoding.ASCII.GetString(body)));
        Assert.False(Assert.Single(collector.Requests).IsComplete);
    }

    [Fact]
    public async Task Body_InChunksAboveTheLimitOfCollector2_IsRefused()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Collector2, DropPayloadBytes = 1 });

        // The exchange fills in a body of two bytes.
        (string[] head, _) = await RawExchange.SendAsync(collector.Uri, Request($"POST /{Tp2.Path} HTTP/1.1", "Transfer-Encoding: chunked", "", closes: true));

        Assert.Equal("HTTP/1.1 404 Not Found", head[0]);
    }

    [Fact]
    public async Task Expect_BeforeTheBody_IsAnsweredAtOnceAndOnce()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Collector2 });
        using var client = new TcpClient();
        await client.ConnectAsync(collector.Uri.Host, collector.Uri.Port).Within();
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);

        await WriteAsync(stream, $"POST /{Tp2.Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync().Within());
        await WriteAsync(stream, "{}");
        string rest = await reader.ReadToEndAsync().Within();

        Assert.Contains("HTTP/1.1 200 OK", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("100 Continue", rest, StringComparison.Ordinal);
        Assert.Equal("100-continue", Assert.Single(collector.Requests).Headers["Expect"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /i?e=pv HTTP/1.1\r\nHo")]
    public async Task Connection_WithoutAByteForAMinute_IsReset(string sent)
    {
        var time = new SteppedTime(DateTimeOffset.UnixEpoch);
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Collector2, TimeProvider = time });
        using var client = new TcpClient();
        await client.ConnectAsync(collector.Uri.Host, collector.Uri.Port).Within();
        await using NetworkStream stream = client.GetStream();
        await WriteAsync(stream, sent);
        await time.WhenAskedAsync().Within();

        Assert.Equal(Idle, time.Asked[0]);
        await AssertResetAsync(stream, time);
    }

    [Fact]
    public async Task Body_ThatStopsForAMinute_IsReset()
    {
        var time = new SteppedTime(DateTimeOffset.UnixEpoch);
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Collector2, TimeProvider = time });
        using var client = new TcpClient();
        await client.ConnectAsync(collector.Uri.Host, collector.Uri.Port).Within();
        await using NetworkStream stream = client.GetStream();

        // That it is read is told by the answer to what it expects.
        await WriteAsync(stream, $"POST /{Tp2.Path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{{");
        byte[] answer = new byte[512];
        Assert.NotEqual(0, await stream.ReadAsync(answer).AsTask().Within());

        await AssertResetAsync(stream, time);
        await collector.WaitForRequestsAsync(1);
        Assert.False(Assert.Single(collector.Requests).IsComplete);
    }

    [Fact]
    public async Task Answer_ThatTakesLonger_IsNotCutOff()
    {
        var time = new SteppedTime(DateTimeOffset.UnixEpoch);
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = SnowplowSoftware.Collector2, TimeProvider = time });
        collector.Faults.Enqueue(CollectorFault.Delay(Idle * 3));
        using var client = new HttpClient { BaseAddress = collector.Uri };

#pragma warning disable CA2025 // It is awaited below.
        Task<HttpResponseMessage> posting = client.PostAsync("{}");
#pragma warning restore CA2025
        await collector.WaitForRequestsAsync(1);
        while (!posting.IsCompleted)
        {
            time.Advance(Idle);
            await Task.Yield();
        }

        using HttpResponseMessage response = await posting.Within();
        Assert.True(response.IsSuccessStatusCode);
    }

    private static async Task AssertResetAsync(NetworkStream stream, SteppedTime time)
    {
        Task<int> reading = stream.ReadAsync(new byte[1]).AsTask();
        time.Advance(Idle - TimeSpan.FromTicks(1));
        Assert.False(reading.IsCompleted);
        while (!reading.IsCompleted)
        {
            time.Advance(Idle);
            await Task.Yield();
        }

        var error = await Assert.ThrowsAsync<IOException>(() => reading);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    private static Exchange Request(string line, string headers, string body, bool closes) =>
        new("request", line, headers.Split("\r\n"), Encoding.ASCII.GetBytes(body), IsCut: false, [], [], closes);

    private static async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask().Within();
}
