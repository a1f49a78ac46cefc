using System.Diagnostics.CodeAnalysis;

namespace S3Snowplow.Testing;

/// <summary>The waits for a number of armed timers. Continuations run asynchronously, so waits are told under the provider's gate.</summary>
/// <param name="gate">The provider's gate, which guards the list.</param>
internal sealed class ArmedTimersWaits(Lock gate)
{
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];

    /// <summary>Waits for a number that is not reached yet; called under the gate.</summary>
    public async Task ForAsync(int count, CancellationToken cancellationToken)
    {
        (int, TaskCompletionSource Reached) wait = (count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waits.Add(wait);
        try
        {
            await wait.Reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                _waits.Remove(wait);
            }
        }
    }

    /// <summary>Tells the number of timers that are armed now; called under the gate.</summary>
    public void Saw(int armed)
    {
        foreach ((int count, TaskCompletionSource reached) in _waits)
        {
            if (armed >= count)
            {
                reached.TrySetResult();
            }
        }
    }
}
