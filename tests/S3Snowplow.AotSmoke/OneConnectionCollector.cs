using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.AotSmoke;

/// <summary>The least that answers like a collector, without a web server: a native program should contain nothing but what it proves.</summary>
internal sealed class OneConnectionCollector : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<string> _statuses;
    private readonly Task _serving;

    /// <param name="statuses">The answers in order; the last one is repeated.</param>
    public OneConnectionCollector(IEnumerable<string> statuses)
    {
        _statuses = new Queue<string>(statuses);
        _listener.Start();
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Uri Uri { get; }

    public int Requests { get; private set; }

    public string LastBody { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                    await AnswerAsync(reader, stream);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            // Stopped, or the client has gone.
        }
    }

    private async Task AnswerAsync(StreamReader reader, NetworkStream stream)
    {
        int length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(header.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
        }

        char[] body = new char[length];
        await reader.ReadBlockAsync(body);
        LastBody = new string(body);
        Requests++;
        string status = _statuses.Count > 1 ? _statuses.Dequeue() : _statuses.Peek();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok"));
    }
}
