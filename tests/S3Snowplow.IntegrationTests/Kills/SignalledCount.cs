namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>A number that only grows, and that can be waited for.</summary>
internal sealed class SignalledCount
{
    private readonly Lock _gate = new();
    private readonly List<(int Value, TaskCompletionSource Signal)> _waiting = [];
    private int _value;

    public int Value
    {
        get { lock (_gate) return _value; }
    }

    public void Increment()
    {
        lock (_gate)
        {
            _value++;
            _waiting.RemoveAll(one => one.Value <= _value && one.Signal.TrySetResult());
        }
    }

    /// <summary>Completes when it is this or more.</summary>
    public Task WhenAsync(int value)
    {
        lock (_gate)
        {
            if (_value >= value)
            {
                return Task.CompletedTask;
            }

            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((value, signal));
            return signal.Task;
        }
    }
}
