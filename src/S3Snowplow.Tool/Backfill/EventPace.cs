namespace S3Snowplow.Tool;

/// <summary>Keeps to a rate: what was sent decides when the next may go. Time that was not used is not made up for.</summary>
/// <param name="perSecond">How many events a second.</param>
/// <param name="time">The clock.</param>
internal sealed class EventPace(int perSecond, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _due;

    /// <summary>How many events go at once: a quarter of a second's, and at most 500, so that no burst is longer.</summary>
    public int AtOnce { get; } = Math.Clamp(perSecond / 4, 1, 500);

    /// <summary>Waits until so many events may go.</summary>
    public async Task WaitAsync(int events, CancellationToken cancellationToken)
    {
        TimeSpan now = time.GetElapsedTime(_began);
        if (_due > now)
        {
            await Task.Delay(_due - now, time, cancellationToken).ConfigureAwait(false);
        }

        _due = (_due > now ? _due : now) + TimeSpan.FromSeconds((double)events / perSecond);
    }
}
