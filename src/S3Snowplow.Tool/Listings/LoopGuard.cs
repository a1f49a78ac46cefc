namespace S3Snowplow.Tool;

/// <summary>Notices that a listing goes in a circle, of whatever length, and remembers one place only.</summary>
/// <remarks>Brent's method: the place that is remembered is renewed at steps 1, 2, 4, 8, ..., so that sooner or later it lies on the circle, and the circle comes back to it.</remarks>
internal sealed class LoopGuard
{
    private string? _remembered;
    private long _steps;
    private long _renewAt = 1;

    /// <summary>Whether this place was seen before. Says so at the latest when the circle was gone through three times.</summary>
    public bool IsRepeated(string place)
    {
        if (_remembered == place)
        {
            return true;
        }

        if (++_steps >= _renewAt)
        {
            (_remembered, _renewAt) = (place, _renewAt * 2);
        }

        return false;
    }
}
