namespace S3Snowplow.Capacity;

/// <summary>In which minutes the source showed that it works. Not safe for several threads.</summary>
internal sealed class SignsOfLife(TimeSpan interval)
{
    // A day: no run comes later than that and still asks for minutes of its own.
    private const int Kept = 24 * 60;

    private readonly int _reach = (int)Math.Ceiling(interval.TotalMinutes * 2);
    private readonly SortedSet<long> _minutes = [];
    private long _last = long.MinValue;

    public void Add(long minute)
    {
        // Nearly every sign is of the same minute as the one before.
        if (minute == _last)
        {
            return;
        }

        _last = minute;
        if (_minutes.Add(minute) && _minutes.Count > Kept)
        {
            _minutes.Remove(_minutes.Min);
        }
    }

    /// <summary>Whether there was a sign in the minute, or in the two intervals up to its end.</summary>
    public bool At(long minute) => _minutes.GetViewBetween(minute - _reach + 1, minute).Count > 0;
}
