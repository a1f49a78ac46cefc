namespace S3Snowplow.Hosting.Spool;

/// <summary>Wakes whoever waits for a change. Asked for before what may change is looked at, none is missed.</summary>
internal sealed class Signal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next change.</summary>
    public Task Next()
    {
        lock (_gate)
        {
            if (_changed.Task.IsCompleted)
            {
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _changed.Task;
        }
    }

    /// <summary>There was a change.</summary>
    public void Set()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
        }
    }
}
