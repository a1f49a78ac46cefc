using System.Runtime.CompilerServices;

namespace S3Snowplow.RelayArm;

/// <summary>A source that costs as little as a source can: bytes at hand, and an acknowledgement that is counted.</summary>
/// <param name="bodies">What it brings, over and over.</param>
/// <param name="first">Which of them is the first.</param>
/// <param name="count">How many it brings.</param>
/// <param name="stop">Ends it earlier.</param>
internal sealed class CountingSource(ReadOnlyMemory<byte>[] bodies, int first, int count, Func<bool>? stop = null) : IObjectEventSource
{
    private int _acknowledged;

    /// <summary>How many notifications were settled with the word to acknowledge them.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask;
        Func<RelayResult, ValueTask> settle = Settle;
        for (int i = 0; i < count && stop?.Invoke() != true; i++)
        {
            yield return new Notification(bodies[(first + i) % bodies.Length], "prepared", settle);
        }
    }

    private ValueTask Settle(RelayResult result)
    {
        Interlocked.Add(ref _acknowledged, result.ShouldAcknowledge ? 1 : 0);
        return ValueTask.CompletedTask;
    }
}
