namespace S3Snowplow.Capacity;

/// <summary>Whether a fault that comes again at each look is told: when it begins, each hour while it lasts, and after a while when it becomes another.</summary>
internal sealed class FaultLog
{
    private static readonly TimeSpan SameAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan OtherAgain = TimeSpan.FromMinutes(10);

    private string? _told;
    private DateTimeOffset _at;

    /// <summary>Whether to tell it now.</summary>
    /// <param name="fault">What is wrong, without what differs each time.</param>
    /// <param name="now">The present time.</param>
    public bool IsDue(string fault, DateTimeOffset now)
    {
        if (_told is not null && (now - _at).Duration() < (_told == fault ? SameAgain : OtherAgain))
        {
            return false;
        }

        (_told, _at) = (fault, now);
        return true;
    }

    /// <summary>It is over.</summary>
    public void End() => _told = null;
}
