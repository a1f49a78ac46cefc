using System.Runtime.CompilerServices;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>A source that costs as little as a source can: bytes at hand, and an acknowledgement that is counted.</summary>
internal sealed class PreparedSource : IObjectEventSource
{
    private readonly ReadOnlyMemory<byte>[] _bodies;
    private readonly int _count;
    private readonly Func<RelayResult, ValueTask> _settle;
    private int _acknowledged;

    public PreparedSource(ReadOnlyMemory<byte>[] bodies, int count)
    {
        _bodies = bodies;
        _count = count;
        _settle = result =>
        {
            Interlocked.Add(ref _acknowledged, result.ShouldAcknowledge ? 1 : 0);
            return ValueTask.CompletedTask;
        };
    }

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask;
        for (int i = 0; i < _count; i++)
        {
            yield return new Notification(_bodies[i % _bodies.Length], "prepared", _settle);
        }
    }

    public void ThrowUnlessSettled()
    {
        if (_acknowledged != _count)
        {
            throw new InvalidOperationException($"{_acknowledged} of {_count} notifications were acknowledged.");
        }
    }
}
