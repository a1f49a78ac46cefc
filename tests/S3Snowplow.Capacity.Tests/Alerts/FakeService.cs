using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>What a service was asked.</summary>
internal sealed record ServiceRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What it answers: a status with text and headers; 0: it closes the connection after it has read the body; -1: never.</summary>
internal sealed record ServiceAnswer(int Status, string Text = "", params string[] Headers);

/// <summary>A service on loopback that reads whole requests and answers as it is told to, also as no server of HTTP would.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<ServiceRequest> _requests = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<ServiceRequest, ServiceAnswer> _answer;
    private readonly Task _running;

    public FakeService(Func<ServiceRequest, ServiceAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _running = RunAsync();
    }

    public string Address { get; }

    public IReadOnlyList<ServiceRequest> Requests => [.. _requests];

    public static FakeService Always(int status, string text = "", params string[] headers) => new(_ => new ServiceAnswer(status, text, headers));

    /// <summary>An address at which nobody listens.</summary>
    public static string Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _running;
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using TcpClient client = connection;
        try
        {
            NetworkStream stream = client.GetStream();
            if (await ReadAsync(stream) is not { } request)
            {
                return;
            }

            _requests.Enqueue(request);
            ServiceAnswer answer = _answer(request);
            if (answer.Status < 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _closing.Token);
            }

            if (answer.Status > 0)
            {
                byte[] body = Encoding.UTF8.GetBytes(answer.Text);
                string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Fake\r\nContent-Length: {body.Length}\r\nConnection: close\r\n")
                    + string.Concat(answer.Headers.Select(header => $"{header}\r\n")) + "\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _closing.Token);
                await stream.WriteAsync(body, _closing.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The sender went away, or the test is over.
        }
    }

    private async Task<ServiceRequest?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _closing.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _closing.Token);
        string[] parts = lines[0].Split(' ');
        return new ServiceRequest(parts[0], parts[1], headers, Encoding.UTF8.GetString(body));
    }
}
