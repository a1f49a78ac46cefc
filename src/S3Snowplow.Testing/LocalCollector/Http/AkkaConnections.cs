using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>What the web server of a collector 2 does with connections, unlike the one below: it resets idle ones, and has its own words for broken requests.</summary>
/// <remarks>Source: recordings of the collector 2.8.1 (akka-http 10.2.7).</remarks>
internal sealed class AkkaConnections(TimeProvider time) : IConnectionCustoms
{
    private const string Server = "akka-http/10.2.7";
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    /// <summary>Adds the headers that every answer has.</summary>
    public static void AddHeaders(HttpContext context)
    {
        context.Response.Headers.Server = Server;
        if (context.Request.Protocol == "HTTP/1.0")
            context.Response.Headers.Connection = context.Request.Headers.Connection.ToString().Equals("keep-alive", StringComparison.OrdinalIgnoreCase) ? "Keep-Alive" : "close";
    }

    /// <summary>Says that a body may come, at once: the server below says it only where none has come yet.</summary>
    public static async Task ContinueAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.Expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase))
            return;
        // Without the header the server below has nothing to say.
        context.Request.Headers.Remove("Expect");
        var output = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output;
        await output.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 100 Continue\r\nServer: {Server}\r\nDate: {Date()}\r\n\r\n"), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task HandleAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var input = new IdleReader(transport.Input, time, IdleTime, () => connection.Abort(new ConnectionAbortedException("No byte came in time.")));
        connection.Transport = new Pair(input, new ReplacingWriter(transport.Output));
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <inheritdoc />
    public void Refuse(IFeatureCollection request, BadHttpRequestException reason)
    {
        if (request.Get<IConnectionTransportFeature>()?.Transport.Output is not ReplacingWriter output)
            return;
        var text = reason.StatusCode switch
        {
            StatusCodes.Status400BadRequest when reason.Message.Contains("missing Host header", StringComparison.OrdinalIgnoreCase) => "Request is missing required `Host` header",
            StatusCodes.Status414UriTooLong => "URI length exceeds the configured limit of 32768 characters",
            StatusCodes.Status431RequestHeaderFieldsTooLarge => "HTTP header value exceeds the configured limit of 8192 characters",
            StatusCodes.Status505HttpVersionNotsupported => "The server-side HTTP version is not supported",
            _ => "Illegal request, responding with status '400 Bad Request'",
        };
        output.Replace(Compose(reason.StatusCode, text));
    }

    /// <summary>Composes an answer behind which the connection is closed.</summary>
    public static byte[] Compose(int statusCode, string text) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {statusCode} {ReasonPhrases.GetReasonPhrase(statusCode)}\r\nServer: {Server}\r\nDate: {Date()}\r\nConnection: close\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: {text.Length}\r\n\r\n{text}");

    private static string Date() => TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);

    private sealed record Pair(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
