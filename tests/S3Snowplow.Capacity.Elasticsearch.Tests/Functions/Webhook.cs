using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>A web hook on this machine that keeps what it was told, and answers when the test lets it. One post a connection.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _bodies = [];
    private readonly Task _running;
    private volatile bool _hangs;

    public Webhook()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");
        _running = RunAsync();
    }

    public Uri Address { get; }

    /// <summary>Completes when the first post has come, answered or not.</summary>
    public Task Asked => _asked.Task;

    /// <summary>What was posted and answered.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (_bodies)
            {
                return [.. _bodies];
            }
        }
    }

    public void Hang() => _hangs = true;

    public void Answer() => _hangs = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(TakeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                string text = "";
                byte[] buffer = new byte[64 * 1024];
                while (BodyOf(text) is null)
                {
                    int read = await stream.ReadAsync(buffer, _stop.Token);
                    if (read == 0)
                    {
                        return;
                    }

                    text += Encoding.UTF8.GetString(buffer, 0, read);
                }

                bool hangs = _hangs;
                _asked.TrySetResult();
                if (hangs)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                }

                lock (_bodies)
                {
                    _bodies.Add(BodyOf(text)!);
                }

                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The test is over, or the caller has given up.
            }
        }
    }

    // The body, once all of it has come.
    private static string? BodyOf(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        string length = request[..end].Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))["Content-Length:".Length..];
        string body = request[(end + 4)..];
        return Encoding.UTF8.GetByteCount(body) >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) ? body : null;
    }
}
