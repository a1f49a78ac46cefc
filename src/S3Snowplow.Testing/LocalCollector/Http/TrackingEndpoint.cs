using System.Text;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>Takes tracking requests: plays the fault that is due, records the request, answers as a collector does.</summary>
internal sealed class TrackingEndpoint(LocalCollectorOptions options, EventStore store, JudgementLoop judgement, CollectorFaults faults) : IDisposable
{
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private long _number;

    /// <summary>Ends all faults being played.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();

    public async Task HandleAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var request = RequestReader.ReadHead(context, options, Interlocked.Increment(ref _number));
        try
        {
            if (options.Software.IsSecondGeneration())
            {
                if (context.Request.ContentLength > options.DropPayloadBytes)
                {
                    // Its head is enough: the sender writes on, into a connection that is closed.
                    store.Add(request);
                    await RawConnection.SendAsync(context, AkkaConnections.Compose(StatusCodes.Status404NotFound, "404 not found"), interval: null, _time, ended.Token).ConfigureAwait(false);
                    return;
                }

                await AkkaConnections.ContinueAsync(context, ended.Token).ConfigureAwait(false);
            }

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

        var honest = HonestAnswer.To(request, options);
        if (fault is null)
        {
            await AnswerHonestlyAsync(context, request, honest, isStored: false).ConfigureAwait(false);
            return;
        }

        var isStored = fault.StoresEvents && request.IsComplete && honest.IsJudged;
        if (isStored)
            await judgement.AcceptAsync(request).ConfigureAwait(false);
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
                await StoreAsync(request, honest, isStored).ConfigureAwait(false);
                await RawConnection.SendAsync(context, Compose(honest), fault.Interval, _time, ended).ConfigureAwait(false);
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
                await AnswerHonestlyAsync(context, request, honest, isStored).ConfigureAwait(false);
                break;
        }
    }

    private async Task AnswerHonestlyAsync(HttpContext context, CollectorRequest request, HonestAnswer honest, bool isStored)
    {
        await StoreAsync(request, honest, isStored).ConfigureAwait(false);
        if (honest.IsTracked)
            TrackingHeaders.Add(context, request, options);
        var headers = context.Response.Headers;
        if (honest.IsPixel || honest.Location is not null)
            headers.CacheControl = "no-cache, no-store, must-revalidate";
        if (honest.Location is { } location)
            headers.Location = location;
        if (honest.Closes)
            headers.Connection = "close";
        context.Response.StatusCode = honest.StatusCode;
        context.Response.ContentType = honest.ContentType;
        context.Response.ContentLength = honest.Body.Length;
        await context.Response.Body.WriteAsync(honest.Body, context.RequestAborted).ConfigureAwait(false);
    }

    // Before the answer leaves, so that a sender who has it finds its events in everything that is awaited afterwards.
    private ValueTask StoreAsync(CollectorRequest request, HonestAnswer honest, bool isStored) =>
        honest.IsJudged && !isStored ? judgement.AcceptAsync(request) : ValueTask.CompletedTask;

    private static void AddHeaders(HttpContext context, CollectorFault fault)
    {
        foreach (var (name, value) in fault.Headers)
            context.Response.Headers.Append(name, value);
    }

    private static byte[] Compose(HonestAnswer honest) =>
    [
        .. Encoding.ASCII.GetBytes($"HTTP/1.1 {honest.StatusCode} Dripped\r\nContent-Type: {honest.ContentType}\r\nContent-Length: {honest.Body.Length}\r\nConnection: close\r\n\r\n"),
        .. honest.Body,
    ];
}
