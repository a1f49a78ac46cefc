using System.Text;
using System.Text.RegularExpressions;
using S3Snowplow.Lambda.Http;

namespace S3Snowplow.Lambda.Tests.RuntimeApi;

/// <summary>Answers made at random, whole and mutilated, in pieces of random size: what is read is what was sent, or nothing is.</summary>
public sealed partial class HttpAnswerReaderProperties
{
    private const int Seeds = 2000;

    [Fact]
    public async Task Answer_OfAnyFormInAnyPieces_IsReadWhole()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            Made made = Made.Answer(random);
            bool hasMore = random.Next(4) == 0;
            string more = hasMore ? "HTTP/1.1 200 OK\r\n\r\n"[..random.Next(1, 20)] : "";
            var reader = new HttpAnswerReader();
            reader.Begin();

            HttpAnswer answer = await reader.ReadAsync(new Pieces(Bytes(made.Text + (made.EndsByClose ? "" : more)), random), CancellationToken.None);

            Assert.True((answer.StatusCode, Encoding.Latin1.GetString(answer.Body.Span)) == (made.Status, made.Body), $"Seed {seed}: {answer.StatusCode} {answer.Body.Length} bytes of\n{made.Text}");
            Assert.True(reader.MustClose || !made.EndsByClose, $"Seed {seed}: must close");

            // Whether the bytes behind have been seen depends on the pieces; but a connection that is kept has nothing of them in the reader.
            Assert.True(!hasMore || reader.MustClose || made.EndsByClose || answer.StatusCode == made.Status, $"Seed {seed}");
        }
    }

    // In one piece, what stands behind an answer is always seen.
    [Fact]
    public async Task Bytes_BehindAnAnswer_CloseTheConnection()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            Made made = Made.Answer(random);
            if (made.EndsByClose)
            {
                continue;
            }

            var reader = new HttpAnswerReader();
            reader.Begin();
            await reader.ReadAsync(new MemoryStream(Bytes(made.Text + "H")), CancellationToken.None);

            Assert.True(reader.MustClose, $"Seed {seed}: kept after\n{made.Text}");
        }
    }

    [Fact]
    public async Task Answer_WithBytesChangedAtRandom_IsReadByTheRulesOrRefused()
    {
        int refused = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = Bytes(Made.Answer(random).Text);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(random.Next(4) == 0 ? bytes.Length : Math.Min(bytes.Length, 20))] = (byte)"0123456789 +-\r\n:HTP/1.xk\0\xff"[random.Next(26)];
            }

            bytes = bytes[..random.Next(bytes.Length + 1)];
            var reader = new HttpAnswerReader(limit: 65, cutsOff: true);
            reader.Begin();
            try
            {
                HttpAnswer answer = await reader.ReadAsync(new Pieces(bytes, random), CancellationToken.None);

                Assert.True(answer.Body.Length <= 65);
                Assert.Contains(StatusLines().Matches(Encoding.Latin1.GetString(bytes)), line => line.Groups["status"].Value == $"{answer.StatusCode}");
            }
            catch (HttpAnswerException)
            {
                // The one way in which it fails, whatever comes.
                refused++;
            }
        }

        Assert.InRange(refused, Seeds / 10, Seeds - 1);
    }

    [Theory]
    [InlineData("HTTP/1.1 2000\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20\r\n\r\n")]
    [InlineData("HTTP/1.1 020 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1\t200 OK\r\n\r\n")]
    [InlineData(" HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.x 200 OK\r\n\r\n")]
    [InlineData("http/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\nContent-Length: 1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1x\r\na\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\na\r\n0\r\n\r\n")]
    public async Task Answer_ThatCouldBeReadInTwoWays_IsRefused(string text)
    {
        var reader = new HttpAnswerReader();
        reader.Begin();

        await Assert.ThrowsAsync<HttpAnswerException>(async () => await reader.ReadAsync(new MemoryStream(Bytes(text)), CancellationToken.None));
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    [GeneratedRegex(@"HTTP/1\.[0-9] (?<status>[1-9][0-9]{2})(?= |\r\n)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex StatusLines();

    /// <summary>An answer, and what is to be read of it.</summary>
    private sealed record Made(string Text, int Status, string Body, bool EndsByClose)
    {
        public static Made Answer(Random random)
        {
            int status = random.Next(200, 600);
            string body = status is 204 or 304 ? "" : new string((char)('a' + random.Next(26)), random.Next(200));
            string head = $"HTTP/1.{random.Next(10)} {status}{(random.Next(2) == 0 ? "" : " Some reason")}\r\nServer: x\r\n";
            bool isOld = head[7] == '0';
            int form = status is 204 or 304 ? 0 : random.Next(3);
            string framed = form switch
            {
                0 => $"{head}Content-Length: {body.Length}\r\n\r\n{body}",
                1 => $"{head}transfer-encoding: Chunked\r\n\r\n{Chunks(body, random)}0\r\n{(random.Next(2) == 0 ? "" : "T: x\r\n")}\r\n",
                _ => $"{head}\r\n{body}",
            };
            string continued = string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", random.Next(3)));
            return new Made(continued + framed, status, body, EndsByClose: form == 2 || isOld);
        }

        private static string Chunks(string body, Random random)
        {
            var chunks = new StringBuilder();
            for (int at = 0; at < body.Length;)
            {
                int size = random.Next(1, body.Length - at + 1);
                chunks.Append(System.Globalization.CultureInfo.InvariantCulture, $"{size:x}{(random.Next(3) == 0 ? ";a=b" : "")}\r\n{body.AsSpan(at, size)}\r\n");
                at += size;
            }

            return chunks.ToString();
        }
    }

    /// <summary>Gives the bytes in pieces of random size, then ends.</summary>
    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer.Length == 0 ? buffer : buffer[..random.Next(1, Math.Min(buffer.Length, 40) + 1)], cancellationToken);
    }
}
