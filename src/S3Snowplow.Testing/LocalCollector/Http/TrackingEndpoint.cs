using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>Takes tracking requests: plays the fault that is due, records the request, answers as a collector does.</summary>
internal sealed class TrackingEndpoint(LocalCollectorOptions options, EventStore store, JudgementLoop judgement, CollectorFaults faults) : IDisposable
{
    private static readonly byte[] Ok = "ok"u8.ToArray();

    private readonly TimeProvider _time = options.TimeProvider;
    private readonly int _dropPayloadBytes = options.DropPayloadBytes;
    private readonly CancellationTokenSource _stopping = new();
    private long _number;

    /// <summary>Ends all faults being played.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();

    public async Task HandleAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var request = RequestReader.ReadHead(context, Interlocked.Increment(ref _number), _time.GetUtcNow());
        try
        {
            var isChosen = faults.TryTakeUnread(out var fault);
            if (fault?.Kind == FaultKind.ResetBeforeBody)
            {
                store.Add(request with { Fault = fault });
            }
            else
            {
                request = await RequestReader.ReadBodyAsync(context, request, fault, _time, ended.Token).ConfigureAwait(false);
                if (!isChosen)
                    fault = faults.TakeRead(request);
                request = request with { Fault = fault };
                store.Add(request);
            }

            await AnswerAsync(context, request, fault, ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The sender went away, or the collector stops: there is nobody to answer.
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context, CollectorRequest request, CollectorFault? fault, CancellationToken ended)
    {
        var readsNotAll = fault?.Kind is FaultKind.ResetBeforeBody or FaultKind.ResetInBody;
        if (!request.IsComplete && !readsNotAll)
        {
            // Cut off by the sender, so there is nobody to answer.
            context.Abort();
            return;
        }

        var status = HonestStatus(request);
        if (fault is null)
        {
            await AnswerHonestlyAsync(context, request, status, isStored: false).ConfigureAwait(false);
            return;
        }

        var isStored = fault.StoresEvents && request.IsComplete && status == StatusCodes.Status200OK;
        if (isStored)
            judgement.Accept(request);
        if (fault.Wait > TimeSpan.Zero)
            await Task.Delay(fault.Wait, _time, ended).ConfigureAwait(false);
        switch (fault.Kind)
        {
            case FaultKind.ResetBeforeBody or FaultKind.ResetInBody or FaultKind.ResetAfterBody:
                context.Abort();
                break;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, ended).ConfigureAwait(false);
                break;
            case FaultKind.Raw:
                await RawConnection.SendAsync(context, fault.Bytes, interval: null, _time, ended).ConfigureAwait(false);
                break;
            case FaultKind.Drip:
                Store(request, status, isStored);
                await RawConnection.SendAsync(context, Compose(status), fault.Interval, _time, ended).ConfigureAwait(false);
                break;
            case FaultKind.Status when fault.StatusCode != StatusCodes.Status200OK:
                AddHeaders(context, fault);
                await PlainText.AnswerAsync(context, fault.StatusCode, fault.Bytes).ConfigureAwait(false);
                break;
            case FaultKind.Page:
                AddHeaders(context, fault);
                context.Response.ContentLength = fault.Bytes.Length;
                await context.Response.Body.WriteAsync(fault.Bytes, ended).ConfigureAwait(false);
                break;
            default:
                AddHeaders(context, fault);
                await AnswerHonestlyAsync(context, request, status, isStored).ConfigureAwait(false);
                break;
        }
    }

    // Body size is checked where the collector checks it: for every path.
    private int HonestStatus(CollectorRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || request.Api is ({ Length: 0 }, _) or (_, { Length: 0 }))
            return StatusCodes.Status404NotFound;
        return request.Body.Length > _dropPayloadBytes ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status200OK;
    }

    private Task AnswerHonestlyAsync(HttpContext context, CollectorRequest request, int status, bool isStored)
    {
        Store(request, status, isStored);
        if (status != StatusCodes.Status200OK)
            return PlainText.AnswerAsync(context, status, Reason(status));
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowCredentials = "true";
        // A sender that keeps cookies is a bug that only shows when there is one to keep; so, unlike the collector's, not for https only.
        if (!request.Headers.ContainsKey("SP-Anonymous"))
            headers.SetCookie = string.Create(CultureInfo.InvariantCulture, $"sp={request.NetworkUserId}; Max-Age=31536000; Path=/; HttpOnly; SameSite=None");
        return PlainText.AnswerAsync(context, status, Ok);
    }

    // Before the answer leaves, so that a sender who has it finds its events in everything that is awaited afterwards.
    private void Store(CollectorRequest request, int status, bool isStored)
    {
        if (status == StatusCodes.Status200OK && !isStored)
            judgement.Accept(request);
    }

    private static void AddHeaders(HttpContext context, CollectorFault fault)
    {
        foreach (var (name, value) in fault.Headers)
            context.Response.Headers.Append(name, value);
    }

    private static string Reason(int status) => status == StatusCodes.Status413PayloadTooLarge ? "payload too large" : "not found";

    private static byte[] Compose(int status)
    {
        var body = status == StatusCodes.Status200OK ? "ok" : Reason(status);
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} Dripped\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }
}
