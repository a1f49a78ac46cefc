namespace S3Snowplow.Delivery;

/// <summary>
/// A linger without a timer: it is over when the thread pool has begun what was queued before it, such as the callers that an answer has let go on and that bring the next events.
/// Guarded by the emitter's lock.
/// </summary>
/// <param name="over">Called on a thread of the pool.</param>
internal sealed class GatheringTurn(Action over) : IThreadPoolWorkItem
{
    private bool _isQueued;

    /// <summary>Whether it is over, and what has gathered is to be sent.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Begins one, if none is under way.</summary>
    public void Begin()
    {
        if (!_isQueued)
        {
            _isQueued = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Marks it as over; the callback calls this first.</summary>
    public void End() => IsOver = true;

    /// <summary>Makes the next one possible, once what has gathered is sent.</summary>
    public void Clear() => (_isQueued, IsOver) = (false, false);

    void IThreadPoolWorkItem.Execute() => over();
}
