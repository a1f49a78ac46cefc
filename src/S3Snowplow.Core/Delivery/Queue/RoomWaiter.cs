using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>A caller of <c>EnqueueAsync</c> for whose events there is no room yet. Served in the order of arrival; guarded by the emitter's lock.</summary>
/// <param name="events">The caller's events; those that wait are copied, since the caller may use its list again.</param>
/// <param name="first">The index of the first that waits.</param>
/// <param name="scope">Their scope.</param>
internal sealed class RoomWaiter(IReadOnlyList<SnowplowEvent> events, int first, DeliveryScope scope)
{
    private readonly SnowplowEvent[] _events = [.. events.Skip(first)];

    // Made only when the emitter is full, and then once for a whole list of events.
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _next;

    public DeliveryScope Scope => scope;

    public SnowplowEvent Next => _events[_next];

    public Task Admitted => _admitted.Task;

    /// <summary>Whether the caller has gone: served, cancelled or refused.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Goes on to the next event; after the last one the caller is served.</summary>
    public void Advance()
    {
        if (++_next == _events.Length)
        {
            IsDone = true;
            _admitted.TrySetResult();
        }
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        IsDone = true;
        _admitted.TrySetCanceled(cancellationToken);
    }

    public void Refuse(Exception exception)
    {
        IsDone = true;
        _admitted.TrySetException(exception);
    }
}
