namespace S3Snowplow.Delivery;

/// <summary>A caller of <c>EnqueueAsync</c> for whose events there is no room yet. Served in the order of arrival; guarded by the emitter's lock.</summary>
/// <param name="events">The caller's events, which the caller leaves alone until it is served.</param>
internal sealed class RoomWaiter(EncodedEvents events)
{
    // Made only when the emitter is full, and then once for a whole list of events.
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EncodedEvents Events => events;

    public Task Admitted => _admitted.Task;

    /// <summary>Whether the caller has gone: served, cancelled or refused.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Says that the next event was accepted; after the last one the caller is served.</summary>
    public void Advance()
    {
        events.Next++;
        if (events.IsDone)
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
