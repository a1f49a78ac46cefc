using System.Buffers.Text;
using System.Text;

namespace S3Snowplow.Benchmarks.Collector;

/// <summary>One HTTP/1.1 connection of the null collector: as much of the protocol as <see cref="HttpClient"/> speaks to it.</summary>
internal sealed class CollectorConnection(Stream stream, CollectorCounters counters, bool stalls)
{
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    private static ReadOnlySpan<byte> Ok => "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 2\r\n\r\nok"u8;

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start.._end);

    /// <summary>Answers requests until the peer closes the connection.</summary>
    public void Serve()
    {
        using (stream)
        {
            try
            {
                while (ReceiveThrough("\r\n\r\n"u8) is var head and > 0)
                {
                    if (!Answer(head))
                    {
                        return;
                    }
                }
            }
            catch (IOException)
            {
                // The peer is gone: its run is over.
            }
        }
    }

    private bool Answer(int headLength)
    {
        ReadOnlySpan<byte> head = Unread[..headLength];
        if (head.StartsWith("GET "u8))
        {
            _start += headLength;
            string line = counters.Now.ToLine();
            stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {line.Length}\r\n\r\n{line}"));
            return true;
        }

        int length = ContentLength(head);
        _start += headLength;
        length = length >= 0 ? Receive(length) : ReceiveThrough("0\r\n\r\n"u8);
        if (length < 0)
        {
            return false;
        }

        counters.Add(Unread[..length]);
        _start += length;
        if (!stalls)
        {
            stream.Write(Ok);
        }

        return true;
    }

    /// <summary>
    /// The length of the body that follows <paramref name="head"/>; -1 where it tells none. Then the body is chunked, as PostAsJsonAsync sends it; its JSON
    /// holds no bare line feed, so the last chunk is found by its bytes. Names of headers are read whatever their case: clients may send them in small letters.
    /// </summary>
    internal static int ContentLength(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "content-length:"u8;
        for (int at = head.IndexOf("\r\n"u8) + 2; at > 1;)
        {
            ReadOnlySpan<byte> rest = head[at..];
            if (rest.Length > name.Length && Ascii.EqualsIgnoreCase(rest[..name.Length], name))
            {
                rest = rest[name.Length..].TrimStart((byte)' ');
                return Utf8Parser.TryParse(rest, out int length, out _) ? length : -1;
            }

            int next = rest.IndexOf("\r\n"u8);
            at = next < 0 ? -1 : at + next + 2;
        }

        return -1;
    }

    private int Receive(int count)
    {
        while (_end - _start < count)
        {
            if (!ReceiveMore(count))
            {
                return -1;
            }
        }

        return count;
    }

    /// <summary>Receives until <paramref name="mark"/> has come, and gives the length through it; -1 where the peer closed before.</summary>
    private int ReceiveThrough(ReadOnlySpan<byte> mark)
    {
        for (int searched = 0; ;)
        {
            int at = Unread[searched..].IndexOf(mark);
            if (at >= 0)
            {
                return searched + at + mark.Length;
            }

            searched = Math.Max(0, _end - _start - mark.Length + 1);
            if (!ReceiveMore(0))
            {
                return -1;
            }
        }
    }

    private bool ReceiveMore(int needed)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_start + needed > _buffer.Length || _end == _buffer.Length)
        {
            Unread.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (needed > _buffer.Length || _end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        }

        int received = stream.Read(_buffer.AsSpan(_end));
        _end += received;
        return received > 0;
    }
}
