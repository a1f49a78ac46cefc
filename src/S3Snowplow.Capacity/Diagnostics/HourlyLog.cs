namespace S3Snowplow.Capacity.Diagnostics;

/// <summary>Lets a fault that goes on be said once an hour. Safe for use by several threads.</summary>
internal sealed class HourlyLog(TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);

    /// <summary>Whether a fault is to be said now; then it is not for an hour.</summary>
    public bool IsDue(string fault)
    {
        lock (_gate)
        {
            if (_said.TryGetValue(fault, out long said) && time.GetElapsedTime(said) < Hour)
            {
                return false;
            }

            _said[fault] = time.GetTimestamp();
            return true;
        }
    }
}
