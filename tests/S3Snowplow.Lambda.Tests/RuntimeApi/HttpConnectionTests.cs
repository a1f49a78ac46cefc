using System.Text;
using S3Snowplow.Lambda.Http;
using S3Snowplow.Lambda.Tests.Rig;

namespace S3Snowplow.Lambda.Tests.RuntimeApi;

/// <summary>HTTP/1.1 as servers may speak it.</summary>
public sealed class HttpConnectionTests
{
    private static readonly byte[] Get = "GET / HTTP/1.1\r\n\r\n"u8.ToArray();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\nabc", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;ext=1\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", "abc")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc" + ScriptedServer.Close, "abc")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc" + ScriptedServer.Close, "abc")]
    public async Task Answer_OfEveryForm_IsReadWholeAndTheNextOneToo(string answer, string body)
    {
        await using var server = new ScriptedServer(answer, "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok");
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        Assert.Equal(body, Text(await connection.SendAsync(Get, default, CancellationToken.None)));
        HttpAnswer next = await connection.SendAsync(Get, default, CancellationToken.None);

        Assert.Equal((202, "ok"), (next.StatusCode, Text(next)));
    }

    [Theory]
    [InlineData("NOT HTTP AT ALL\r\n\r\n", "HTTP/1.1")]
    [InlineData("HTTP/2 200 OK\r\n\r\n", "HTTP/1.1")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "67108864 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", "67108864 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", "chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc" + ScriptedServer.Close, "closed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent" + ScriptedServer.Close, "closed")]
    public async Task Answer_ThatIsNone_IsRefused(string answer, string says)
    {
        await using var server = new ScriptedServer(answer);
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        HttpAnswerException exception = await Assert.ThrowsAsync<HttpAnswerException>(async () => await connection.SendAsync(Get, default, CancellationToken.None));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_WithoutAnEnd_IsBounded()
    {
        await using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nX: " + new string('x', HttpAnswerReader.MaxHeadBytes));
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        HttpAnswerException exception = await Assert.ThrowsAsync<HttpAnswerException>(async () => await connection.SendAsync(Get, default, CancellationToken.None));

        Assert.Contains("65536", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScriptedServer.Close)]
    [InlineData(ScriptedServer.Reset)]
    public async Task KeptConnection_DiesBeforeAnAnswer_IsReplaced(string death)
    {
        await using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", death, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        using var connection = new HttpConnection("127.0.0.1", server.Port);
        await connection.SendAsync(Get, default, CancellationToken.None);

        HttpAnswer answer = await connection.SendAsync(Get, "body"u8.ToArray(), CancellationToken.None);

        Assert.Equal("abc", Text(answer));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task KeptConnection_DiesInAnAnswer_IsNotAskedAgain()
    {
        await using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 2" + ScriptedServer.Close);
        using var connection = new HttpConnection("127.0.0.1", server.Port);
        await connection.SendAsync(Get, default, CancellationToken.None);

        await Assert.ThrowsAsync<HttpAnswerException>(async () => await connection.SendAsync(Get, default, CancellationToken.None));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task ManyChunks_OfALargeBody_AreReadWhole()
    {
        string chunks = string.Concat(Enumerable.Repeat("a\r\n0123456789\r\n", 100_000));
        await using var server = new ScriptedServer($"HTTP/1.1 200 OK\r\nX-Kept: yes\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        HttpAnswer answer = await connection.SendAsync(Get, default, CancellationToken.None);

        Assert.Equal(1_000_000, answer.Body.Length);
        Assert.Equal("yes", answer.Header("x-kept"u8));
        Assert.Equal("01234567890123456789", Encoding.ASCII.GetString(answer.Body.Span[^20..]));
    }

    [Fact]
    public async Task Cancelled_WhileWaiting_EndsAtOnce()
    {
        await using var server = new ScriptedServer("");
        using var connection = new HttpConnection("localhost", server.Port);
        using var cancel = new CancellationTokenSource();
        ValueTask<HttpAnswer> waiting = connection.SendAsync(Get, default, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    private static string Text(HttpAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
