using System.Runtime.CompilerServices;

namespace S3Snowplow.Capacity.Tests.Judging;

/// <summary>Minutes that are the same whoever reads them, and can be read again.</summary>
internal sealed class FixedMinutes(Action<long, ReceivedMinute> fill) : IReceivedMinutes
{
    /// <summary>The minute that cannot be read.</summary>
    public long? FailsAt { get; set; }

    public TimeSpan Lookback { get; init; }

    public IReadOnlyList<ToldTransition>? Told { get; init; }

    public async IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (long minute = first; minute < until; minute++)
        {
            if (minute == FailsAt)
            {
                throw new IOException("That minute cannot be read.");
            }

            var received = new ReceivedMinute(minute);
            fill(minute, received);
            yield return received;
        }
    }

    public Task<IReadOnlyList<ToldTransition>?> ReadToldAsync(CancellationToken cancellationToken = default) => Task.FromResult(Told);
}
