using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.IntegrationTests.Indexing;

/// <summary>Answers as one version of Snowplow Micro does, with given bytes; what it is not given is a path that it does not know, told in the words of the version.</summary>
internal sealed class ScriptedMicro : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly string _unknown;
    private readonly Dictionary<string, Func<string, byte[]>> _answers = new(StringComparer.Ordinal);

    private ScriptedMicro(HttpListener listener, string address, string unknown)
    {
        (_listener, Address, _unknown) = (listener, address, unknown);
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Methods and paths, in order.</summary>
    public string[] Requests => [.. _requests];

    /// <summary>Micro 1.7.2.</summary>
    public static ScriptedMicro One(byte[] good) => Start("\"Path for micro has to be one of: /all /good /bad /reset /iglu\"").Answering("GET /micro/good", good);

    /// <summary>Micro 3.</summary>
    public static ScriptedMicro Three(byte[] events) => Start("Path for micro has to be one of: /events /all /good /bad /reset /iglu").Answering("GET /micro/events", events);

    /// <summary>Micro 4; the answer of a page is made of the request's body.</summary>
    public static ScriptedMicro Four(Func<string, byte[]> page)
    {
        ScriptedMicro micro = Start("Supported endpoints: /micro/all, /micro/good, /micro/bad, /micro/events, /micro/reset");
        micro._answers["POST /micro/events"] = page;
        return micro;
    }

    /// <summary>Something else, which says this to every path.</summary>
    public static ScriptedMicro Other(string text) => Start(text);

    public void Dispose() => _listener.Close();

    private ScriptedMicro Answering(string request, byte[] body)
    {
        _answers[request] = _ => body;
        return this;
    }

    private static ScriptedMicro Start(string unknown)
    {
        // HttpListener takes no port 0, so another listener asks for a free one first.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();

        var listener = new HttpListener();
        listener.Prefixes.Add(address + "/");
        listener.Start();
        return new ScriptedMicro(listener, address, unknown);
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            string request = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
            _requests.Enqueue(request);
            bool isKnown = _answers.TryGetValue(request, out Func<string, byte[]>? answer);
            byte[] bytes = isKnown ? answer!(body) : Encoding.UTF8.GetBytes(_unknown);
            (context.Response.StatusCode, context.Response.ContentType) = isKnown ? (200, "application/json") : (404, _unknown.StartsWith('"') ? "application/json" : "text/plain; charset=UTF-8");
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }
}
