namespace S3Snowplow.Capacity;

/// <summary>
/// From when on versions hold: what their source says, in rising order, and never later than now. What is there counts, whatever date it has: one in the future would put it off, one
/// in the past would leave the version before it in effect.
/// </summary>
/// <param name="previous">When the last version before took effect.</param>
/// <param name="time">The clock.</param>
internal sealed class EffectiveTimes(DateTimeOffset previous, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private DateTimeOffset _last = previous;

    /// <summary>The times of versions that came in this order.</summary>
    public IReadOnlyList<DateTimeOffset> Next(IReadOnlyList<DateTimeOffset> said)
    {
        var times = new DateTimeOffset[said.Count];
        DateTimeOffset last = _last;
        for (int i = 0; i < times.Length; i++)
        {
            DateTimeOffset rounded = Milliseconds(said[i]);
            last = times[i] = rounded > last ? rounded : last + Step;
        }

        Cap(times, time.GetUtcNow());
        _last = times.Length > 0 ? times[^1] : _last;
        return times;
    }

    /// <summary>Whether a version is dated later than now.</summary>
    public bool IsFuture(DateTimeOffset said) => said > time.GetUtcNow();

    /// <summary>Brings times down to now, and keeps their order.</summary>
    public static void Cap(Span<DateTimeOffset> times, DateTimeOffset now)
    {
        DateTimeOffset limit = Milliseconds(now);
        for (int i = times.Length - 1; i >= 0; i--)
        {
            times[i] = times[i] < limit ? times[i] : limit;
            limit = times[i] - Step;
        }
    }

    // What an event's time holds: otherwise a version would seem to be older than itself.
    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
