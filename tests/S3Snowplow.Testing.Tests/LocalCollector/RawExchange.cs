using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.Testing.Tests;

/// <summary>Sends a recorded request byte for byte, and reads what comes back.</summary>
internal static class RawExchange
{
    /// <param name="collector">Whom to ask.</param>
    /// <param name="exchange">The request. What its recording leaves out is filled up: those who were asked did not read it.</param>
    /// <returns>The lines of the answer's head, and what came behind them.</returns>
    public static async Task<(string[] Head, byte[] Body)> SendAsync(Uri collector, Exchange exchange)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(collector.Host, collector.Port).Within();
        await using NetworkStream stream = client.GetStream();
#pragma warning disable CA2025 // Awaited below.
        Task writing = WriteAsync(stream, Request(exchange));
#pragma warning restore CA2025
        var answer = await ReadAsync(stream, hasBody: !exchange.Line.StartsWith("HEAD ", StringComparison.Ordinal)).Within();
        await writing.Within();
        if (exchange.Closes)
        {
            await AssertClosedAsync(stream).Within();
        }

        return answer;
    }

    private static async Task AssertClosedAsync(NetworkStream stream)
    {
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        }
        catch (IOException)
        {
            // Reset: closed with bytes that nobody read.
        }
    }

    private static byte[] Request(Exchange exchange)
    {
        var head = new StringBuilder();
        head.Append(Line(exchange.Line)).Append("\r\n");
        if (exchange.Name != "no-host")
        {
            head.Append("Host: collector\r\n");
        }

        foreach (string header in exchange.Headers)
        {
            // "...: 102 headers in all"
            if (header.StartsWith("...", StringComparison.Ordinal))
            {
                int all = int.Parse(header.Split(' ')[1], CultureInfo.InvariantCulture);
                head.Append(string.Concat(Enumerable.Range(0, all - exchange.Headers.Length + 1).Select(number => $"X-Filled-{number}: v\r\n")));
            }
            else
            {
                head.Append(header).Append("\r\n");
            }
        }

        byte[] body = Array.Exists(exchange.Headers, header => header.Contains("chunked", StringComparison.Ordinal)) ? "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"u8.ToArray() : exchange.Body;
        if (exchange.IsCut)
        {
            int missing = SnowplowRecordings.Length(exchange.Headers)!.Value - body.Length;
            body = missing > 0 ? [.. body, .. Enumerable.Repeat((byte)' ', missing)] : body[..^-missing];
        }

        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    // "GET /i?x=yyy... (33005 characters) HTTP/1.1"
    private static string Line(string line)
    {
        int cut = line.IndexOf("... (", StringComparison.Ordinal);
        if (cut < 0)
        {
            return line;
        }

        int length = int.Parse(line[(cut + 5)..].Split(' ')[0], CultureInfo.InvariantCulture);
        return line[..cut] + new string('y', length - line.IndexOf('/') - (cut - line.IndexOf('/'))) + " HTTP/1.1";
    }

    private static async Task WriteAsync(NetworkStream stream, byte[] request)
    {
        try
        {
            await stream.WriteAsync(request);
        }
        catch (IOException)
        {
            // Answered and closed before all was sent.
        }
    }

    private static async Task<(string[] Head, byte[] Body)> ReadAsync(NetworkStream stream, bool hasBody)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (true)
        {
            byte[] bytes = all.ToArray();
            int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                string[] head = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
                string? length = Array.Find(head, line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                int? expected = !hasBody || head[0].Contains(" 100", StringComparison.Ordinal) ? 0 : length is null ? null : int.Parse(length.AsSpan(15), CultureInfo.InvariantCulture);
                if (bytes.Length - end - 4 >= expected)
                {
                    return (head, bytes[(end + 4)..(end + 4 + expected.Value)]);
                }
            }

            int received = await stream.ReadAsync(buffer);
            Assert.True(received > 0, $"The connection ended behind '{Encoding.Latin1.GetString(all.ToArray())}'.");
            all.Write(buffer, 0, received);
        }
    }
}
