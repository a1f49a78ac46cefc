using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>The Runtime API as a function sees it: hands out invocations, takes answers, misbehaves as told.</summary>
/// <remarks>Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes"; answers to mistakes as in AWS's runtime interface emulator.</remarks>
internal sealed class RuntimeApiEndpoint(TimeProvider time) : IDisposable
{
    private const string Root = "/2018-06-01/runtime/";
    private const int MaxResponseBytes = (6 * 1024 * 1024) + 100;
    private const int ChunkBytes = 1000;

    private readonly Channel<PendingInvocation> _waiting = Channel.CreateUnbounded<PendingInvocation>();
    private readonly ConcurrentDictionary<string, PendingInvocation> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<LambdaCall, ConcurrentQueue<LambdaFault>> _faults = new();
    private readonly TaskCompletionSource<LambdaAnswer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private int _polls;

    /// <summary>How many waits for an invocation have come.</summary>
    public int Polls => Volatile.Read(ref _polls);

    public Task<LambdaAnswer> InitError => _initError.Task;

    public void Add(PendingInvocation invocation) => _waiting.Writer.TryWrite(invocation);

    public void Enqueue(LambdaCall call, LambdaFault fault) => _faults.GetOrAdd(call, _ => new()).Enqueue(fault);

    public void Dispose() => _stopping.Dispose();

    /// <summary>Ends all waits, those of the function and those for it.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        foreach (var invocation in _running.Values)
            invocation.Cancel();
        while (_waiting.Reader.TryRead(out var waiting))
            waiting.Cancel();
    }

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        LambdaCall? call = path switch
        {
            Root + "invocation/next" => LambdaCall.Next,
            Root + "init/error" => LambdaCall.InitError,
            _ when path.StartsWith(Root + "invocation/", StringComparison.Ordinal) && path.EndsWith("/response", StringComparison.Ordinal) => LambdaCall.Response,
            _ when path.StartsWith(Root + "invocation/", StringComparison.Ordinal) && path.EndsWith("/error", StringComparison.Ordinal) => LambdaCall.Error,
            _ => null,
        };
        if (call is null || context.Request.Method != (call == LambdaCall.Next ? "GET" : "POST"))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "NotFound").ConfigureAwait(false);
            return;
        }

        if (call == LambdaCall.Next)
            Interlocked.Increment(ref _polls);
        LambdaFault? fault = null;
        if (_faults.TryGetValue(call.Value, out var queue))
            queue.TryDequeue(out fault);
        if (fault?.IsReset == true)
        {
            context.Abort();
            return;
        }

        if (fault?.ClosesAfterwards == true)
            context.Response.Headers.Connection = "close";
        await (call == LambdaCall.Next ? NextAsync(context, fault) : TakeAsync(context, call.Value, path, fault)).ConfigureAwait(false);
    }

    private async Task NextAsync(HttpContext context, LambdaFault? fault)
    {
        if (fault?.StatusCode is { } status)
        {
            await RefuseAsync(context, status, "Scripted").ConfigureAwait(false);
            return;
        }

        PendingInvocation invocation;
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
            invocation = await _waiting.Reader.ReadAsync(ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }

        _running[invocation.RequestId] = invocation;
        invocation.Started = time.GetTimestamp();
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = (time.GetUtcNow() + invocation.Timeout).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = LambdaEmulator.FunctionArn;
        headers["Lambda-Runtime-Trace-Id"] = $"Root=1-00000000-{invocation.RequestId[^12..]}000000000000;Sampled=0";
        if (invocation.InvocationId is not null)
            headers["Lambda-Runtime-Invocation-Id"] = invocation.InvocationId;
        context.Response.ContentType = "application/json";
        if (fault?.IsChunked != true)
            context.Response.ContentLength = invocation.Payload.Length;
        for (var at = 0; at < invocation.Payload.Length || at == 0; at += ChunkBytes)
        {
            // Each write is a chunk where no length was announced.
            var step = fault?.IsChunked == true ? Math.Min(ChunkBytes, invocation.Payload.Length - at) : invocation.Payload.Length;
            await context.Response.Body.WriteAsync(invocation.Payload.Slice(at, step), context.RequestAborted).ConfigureAwait(false);
            if (step < ChunkBytes || fault?.IsChunked != true)
                break;
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(HttpContext context, LambdaCall call, string path, LambdaFault? fault)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        string? errorType = context.Request.Headers["Lambda-Runtime-Function-Error-Type"];
        if (call == LambdaCall.InitError)
        {
            await AnswerAsync(context, fault).ConfigureAwait(false);
            _initError.TrySetResult(new LambdaAnswer("", true, body.ToArray(), errorType, TimeSpan.Zero, false, time.GetTimestamp()));
            return;
        }

        var requestId = path[(Root + "invocation/").Length..path.LastIndexOf('/')];
        if (!_running.TryGetValue(requestId, out var invocation))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID").ConfigureAwait(false);
            return;
        }

        if (invocation.InvocationId is not null && context.Request.Headers["Lambda-Runtime-Invocation-Id"] != invocation.InvocationId)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidInvocationId").ConfigureAwait(false);
            return;
        }

        _running.TryRemove(requestId, out _);
        var took = time.GetElapsedTime(invocation.Started);
        if (body.Length > MaxResponseBytes)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge").ConfigureAwait(false);
            invocation.TryAnswer(new LambdaAnswer(requestId, true, default, "Function.ResponseSizeTooLarge", took, false, time.GetTimestamp()));
            return;
        }

        var answer = new LambdaAnswer(requestId, call == LambdaCall.Error, body.ToArray(), errorType, took, took > invocation.Timeout, time.GetTimestamp());
        await AnswerAsync(context, fault).ConfigureAwait(false);
        invocation.TryAnswer(answer);
    }

    private static Task AnswerAsync(HttpContext context, LambdaFault? fault) => fault?.StatusCode is { } status
        ? RefuseAsync(context, status, "Scripted")
        : WriteAsync(context, StatusCodes.Status202Accepted, """{"status":"OK"}""", fault?.IsChunked == true);

    private static Task RefuseAsync(HttpContext context, int status, string type) =>
        WriteAsync(context, status, $$"""{"errorMessage":"{{type}}","errorType":"{{type}}"}""", isChunked: false);

    private static async Task WriteAsync(HttpContext context, int status, string json, bool isChunked)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (!isChunked)
            context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        await context.Response.CompleteAsync().ConfigureAwait(false);
    }
}
