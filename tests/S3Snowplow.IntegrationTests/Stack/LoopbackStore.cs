using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>What a client of the store sent.</summary>
internal sealed record StoreRequest(string Method, string PathAndQuery, string Body)
{
    public override string ToString() => $"{Method} {PathAndQuery}";
}

/// <summary>Takes what the AWS command line interface sends to S3, SNS and Lambda, keeps it, and answers that all went well.</summary>
internal sealed class LoopbackStore : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<StoreRequest> _requests = new();

    private LoopbackStore(HttpListener listener, string address)
    {
        _listener = listener;
        Address = address;
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Everything received, in order.</summary>
    public StoreRequest[] Requests => [.. _requests];

    public static LoopbackStore Start()
    {
        // HttpListener takes no port 0, so another listener asks for a free one first.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();

        var listener = new HttpListener();
        listener.Prefixes.Add(address + "/");
        listener.Start();
        return new LoopbackStore(listener, address);
    }

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
            string body = await reader.ReadToEndAsync();
            _requests.Enqueue(new StoreRequest(context.Request.HttpMethod, context.Request.RawUrl!, body));
            byte[] answer = Encoding.UTF8.GetBytes(Answer(context.Request.RawUrl!, body));
            context.Response.ContentLength64 = answer.Length;
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
    }

    // The least that the command line interface reads as success: nothing from S3, XML from SNS, and a function that is ready from Lambda.
    private static string Answer(string path, string body) =>
        path.Contains("/functions", StringComparison.Ordinal) ? """{"FunctionName":"s3-events","Configuration":{"State":"Active"}}"""
        : body.Contains("Action=CreateTopic", StringComparison.Ordinal)
            ? "<CreateTopicResponse><CreateTopicResult><TopicArn>arn:aws:sns:default::s3-events</TopicArn></CreateTopicResult></CreateTopicResponse>"
            : "";
}
