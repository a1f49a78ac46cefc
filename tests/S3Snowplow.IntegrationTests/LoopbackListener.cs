using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.IntegrationTests;

/// <summary>Answers HTTP requests on a free port of this machine, one after the other, until it is disposed.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Gives the answer to a request.</param>
    public LoopbackListener(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        _answer = answer;

        // HttpListener takes no port 0, so another listener asks for a free one first.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Address { get; }

    public void Dispose() => _listener.Close();

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
            LoopbackAnswer answer = _answer(new LoopbackRequest(context.Request.HttpMethod, context.Request.RawUrl!, await reader.ReadToEndAsync()));
            (context.Response.StatusCode, context.Response.ContentLength64) = (answer.Status, answer.Body.Length);
            if (answer.ContentType is { } type)
            {
                context.Response.ContentType = type;
            }

            await context.Response.OutputStream.WriteAsync(answer.Body);
            context.Response.Close();
        }
    }
}

/// <summary>A request as it came.</summary>
internal sealed record LoopbackRequest(string Method, string PathAndQuery, string Body)
{
    public override string ToString() => $"{Method} {PathAndQuery}";
}

/// <summary>What is answered.</summary>
internal sealed record LoopbackAnswer(byte[] Body, int Status = 200, string? ContentType = null);
