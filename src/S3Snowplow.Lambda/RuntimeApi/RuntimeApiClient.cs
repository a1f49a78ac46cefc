using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Lambda.Http;

namespace S3Snowplow.Lambda.RuntimeApi;

/// <summary>The calls of the Lambda Runtime API, version 2018-06-01, over one connection. For one loop: a call at a time.</summary>
/// <remarks>Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".</remarks>
internal sealed class RuntimeApiClient : IDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly HttpConnection _connection;
    private readonly ILogger _logger;
    private readonly string _headers;
    private readonly byte[] _next;

    /// <param name="endpoint"><c>HOST:PORT</c>, as <c>AWS_LAMBDA_RUNTIME_API</c> has it.</param>
    /// <param name="logger">Takes refusals that are no reason to end.</param>
    /// <exception cref="RuntimeApiException">The endpoint is not of that form.</exception>
    public RuntimeApiClient(string endpoint, ILogger logger)
    {
        int colon = endpoint.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is 0 or > 65535)
        {
            throw new RuntimeApiException("AWS_LAMBDA_RUNTIME_API is not of the form HOST:PORT; AWS Lambda sets it, and so does the local emulator.");
        }

        _connection = new HttpConnection(endpoint[..colon].Trim('[', ']'), port);
        _logger = logger;
        _headers = $" HTTP/1.1\r\nHost: {endpoint}\r\nUser-Agent: {TrackerIdentity.Version}\r\n";
        _next = Encoding.ASCII.GetBytes($"GET {Root}invocation/next{_headers}\r\n");
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Waits for the next invocation, for as long as it takes: the environment may be frozen meanwhile.</summary>
    /// <exception cref="RuntimeApiException">There is none to be had: the process ends.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        HttpAnswer answer = await SendAsync(_next, default, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != 200)
        {
            throw new RuntimeApiException($"The Runtime API gives no invocation: HTTP {answer.StatusCode}.");
        }

        string requestId = answer.Header("Lambda-Runtime-Aws-Request-Id"u8) ?? throw new RuntimeApiException("The Runtime API gave an invocation without Lambda-Runtime-Aws-Request-Id.");
        bool hasDeadline = long.TryParse(answer.Header("Lambda-Runtime-Deadline-Ms"u8), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return new Invocation(requestId, answer.Body, hasDeadline ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.MaxValue)
        {
            FunctionArn = answer.Header("Lambda-Runtime-Invoked-Function-Arn"u8),
            TraceId = answer.Header("Lambda-Runtime-Trace-Id"u8),
            InvocationId = answer.Header("Lambda-Runtime-Invocation-Id"u8),
        };
    }

    /// <summary>Answers an invocation.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API is broken: the process ends.</exception>
    public ValueTask RespondAsync(Invocation invocation, ReadOnlyMemory<byte> response, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{invocation.RequestId}/response", InvocationHeader(invocation), response, cancellationToken);

    /// <summary>Says that an invocation failed; Lambda, or the queue behind it, tries it again.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API is broken: the process ends.</exception>
    public ValueTask ReportAsync(Invocation invocation, ErrorReport error, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{invocation.RequestId}/error", InvocationHeader(invocation) + TypeHeader(error), error.ToJson(), cancellationToken);

    /// <summary>Says that the function cannot start; the process ends after that.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API is broken.</exception>
    public ValueTask ReportInitErrorAsync(ErrorReport error, CancellationToken cancellationToken) =>
        PostAsync("init/error", TypeHeader(error), error.ToJson(), cancellationToken);

    private static string InvocationHeader(Invocation invocation) => invocation.InvocationId is null ? "" : $"Lambda-Runtime-Invocation-Id: {invocation.InvocationId}\r\n";

    private static string TypeHeader(ErrorReport error) => $"Lambda-Runtime-Function-Error-Type: {error.Type}\r\n";

    private async ValueTask PostAsync(string path, string header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        byte[] head = Encoding.ASCII.GetBytes($"POST {Root}{path}{_headers}{header}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        HttpAnswer answer = await SendAsync(head, body, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode >= 500)
        {
            throw new RuntimeApiException($"The Runtime API says that it is broken: HTTP {answer.StatusCode} for {path}.");
        }

        if (answer.StatusCode != 202)
        {
            // Too late, unknown, too large: this invocation's matter, and Lambda knows of it already. The next one may go well.
            LambdaLog.ResponseRefused(_logger, path, answer.StatusCode);
        }
    }

    private async ValueTask<HttpAnswer> SendAsync(byte[] head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.SendAsync(head, body, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new RuntimeApiException($"The Runtime API cannot be reached: {exception.SocketErrorCode}.", exception);
        }
        catch (HttpAnswerException exception)
        {
            throw new RuntimeApiException($"The Runtime API cannot be worked with: {exception.Message}.", exception);
        }
        catch (IOException exception)
        {
            throw new RuntimeApiException($"The connection to the Runtime API broke: {(exception.InnerException as SocketException)?.SocketErrorCode}.", exception);
        }
    }
}
