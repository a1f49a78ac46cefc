using System.Threading.Channels;

namespace S3Snowplow.Testing;

/// <summary>
/// Judges requests one after the other behind the sender's back: the answer says nothing about validity, exactly as with a real collector,
/// where 200 only means that the bytes are in a buffer.
/// </summary>
internal sealed class JudgementLoop : IAsyncDisposable
{
    // So many requests wait where memory is bounded: enough that judging never waits for the network, and less than a MiB.
    private const int MaxWaiting = 4;

    private readonly Channel<Work> _queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly EventJudge _judge;
    private readonly SchemaValidator _schemas;
    private readonly EventStore _store;
    private readonly Pipeline _pipeline;
    private readonly Task _loop;

    // Where memory is bounded: an answer waits while too much is still to be judged, so that the sender goes no faster than that.
    private readonly SemaphoreSlim? _room;

    public JudgementLoop(SchemaValidator schemas, EventStore store, Pipeline pipeline, bool isBounded)
    {
        _room = isBounded ? new SemaphoreSlim(MaxWaiting) : null;
        _schemas = schemas;
        _judge = new EventJudge(schemas, pipeline);
        _store = store;
        _pipeline = pipeline;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Takes a request; waits only where memory is bounded and too many wait already.</summary>
    public async ValueTask AcceptAsync(CollectorRequest request)
    {
        if (_room is not null)
            await _room.WaitAsync().ConfigureAwait(false);
        _queue.Writer.TryWrite(new Work(request, _store.Generation, null));
    }

    /// <summary>Has the schemas read anew for requests that come from now on.</summary>
    public void ForgetSchemas() => _queue.Writer.TryWrite(new Work(null, 0, null));

    /// <summary>Completes when everything accepted so far is judged.</summary>
    public Task DrainAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Once the queue is closed nothing will be judged any more, so there is nothing to wait for but the loop's end.
        return _queue.Writer.TryWrite(new Work(null, 0, done)) ? done.Task : _loop;
    }

    /// <summary>Judges what is left and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _room?.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var work in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (work.Request is { } request)
            {
                _store.Add(await JudgeAsync(request).ConfigureAwait(false), work.Generation);
                _room?.Release();
            }
            else if (work.Done is { } done)
                done.TrySetResult();
            else
                _schemas.Forget();
        }
    }

    private async Task<IReadOnlyList<Verdict>> JudgeAsync(CollectorRequest request)
    {
        try
        {
            return await _judge.JudgeAsync(request).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Protects the loop: an error of ours must show as a bad event in the test, not as a test that waits for ever.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return [_pipeline.Refuse(BadRow.GenericError, request, [EventProblem.Field("collector", null, e.ToString())])];
        }
    }

    private readonly record struct Work(CollectorRequest? Request, int Generation, TaskCompletionSource? Done);
}
