namespace S3Snowplow.Testing;

/// <summary>One wait for a number of armed timers. Continuations run asynchronously, so it may be told under the provider's gate.</summary>
internal sealed class ArmedTimersWaiter(int count)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the number was reached.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Tells the number of timers that are armed now.</summary>
    public void Saw(int armed)
    {
        if (armed >= count)
        {
            _reached.TrySetResult();
        }
    }
}
