using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>
/// A server of bytes on 127.0.0.1: for each request that comes it sends the next of its answers, whatever the request was, and keeps the request's bytes.
/// An answer that ends in a closing mark closes the connection.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>At the end of an answer: the connection is closed in order.</summary>
    public const string Close = "\0close";

    /// <summary>At the end of an answer: the connection is reset.</summary>
    public const string Reset = "\0reset";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Queue<string> _answers;
    private readonly List<string> _requests = [];
    private readonly Task _serving;

    public ScriptedServer(params string[] answers)
    {
        _answers = new Queue<string>(answers);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Endpoint => $"127.0.0.1:{Port}";

    public int Connections { get; private set; }

    /// <summary>The requests so far, the port replaced so that they can be compared.</summary>
    public IReadOnlyList<string> Requests => [.. _requests.Select(request => request.Replace(Endpoint, "127.0.0.1:PORT", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptSocketAsync();
                Connections++;
                while (await ReadAsync(socket) is { } request)
                {
                    _requests.Add(request);
                    string answer = _answers.Dequeue();
                    string[] parts = answer.Split('\0');
                    await socket.SendAsync(Encoding.UTF8.GetBytes(parts[0]));
                    if (parts.Length > 1)
                    {
                        if (parts[1] == "reset")
                        {
                            socket.LingerState = new LingerOption(true, 0);
                        }

                        break;
                    }
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private static async Task<string?> ReadAsync(Socket socket)
    {
        byte[] bytes = new byte[1 << 20];
        int filled = 0;
        while (true)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(filled));
            if (received == 0)
            {
                return null;
            }

            filled += received;
            string text = Encoding.UTF8.GetString(bytes, 0, filled);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            int length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)).Select(line => int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
            if (head > 4 && text.Length >= head + length)
            {
                return text;
            }
        }
    }
}
