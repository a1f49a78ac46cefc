using S3Snowplow.Capacity;

namespace S3Snowplow.RuleComparison;

/// <summary>One pipeline of <see cref="OldRule"/>. Its minutes are judged once, in order; what is heard of late counts in the windows and the backlog of the minutes to come.</summary>
/// <param name="name">The pipeline's name.</param>
/// <param name="start">The first minute that is judged.</param>
/// <param name="settings">MaxBehind, MinBehind and RecoverAfter; the rest is the new rule's.</param>
/// <param name="time">When the first capacity took effect, in milliseconds since the Unix epoch; it holds for what was before, too.</param>
/// <param name="rate">That capacity in bytes per hour.</param>
internal sealed class OldPipeline(string name, long start, FoldSettings settings, long time, long rate)
{
    private const long Minute = 60_000;
    private const long MostBytes = 1L << 50;
    private const int Window = 60;
    private const int MaxLateness = 60;
    private const double RecoveryFactor = 0.9;

    private readonly List<(long Time, long Rate)> _steps = [(time, rate)];

    // By minute, from the start on; -1: nothing is known of it. Those after the last judged one are not judged yet.
    private readonly List<long> _minutes = [];

    // What waits before each of them, in sixtieths of a byte.
    private readonly List<long> _backlog = [0];
    private int _judged;
    private int _streak;
    private bool _isExceeded;

    public string Name => name;

    public void Say(long at, long bytesPerHour) => _steps.Add((at, bytesPerHour));

    public void Receive(long minute, long bytes)
    {
        long index = minute - start;
        if (index < Math.Max(0, _judged - MaxLateness))
        {
            return;
        }

        while (_minutes.Count <= index)
        {
            _minutes.Add(-1);
        }

        _minutes[(int)index] = Math.Min(MostBytes, Math.Max(0, _minutes[(int)index]) + Math.Min(bytes, MostBytes));
    }

    /// <summary>Judges the minutes before one: for each transition whether it became exceeded, or recovered.</summary>
    public IEnumerable<bool> Judge(long until, Func<long, bool> isAlive)
    {
        int end = (int)Math.Max(_judged, until - start);
        while (_minutes.Count < end)
        {
            _minutes.Add(-1);
        }

        for (int i = _judged; i < end; i++)
        {
            _minutes[i] = _minutes[i] < 0 && isAlive(start + i) ? 0 : _minutes[i];
        }

        int first = Math.Max(0, _judged - MaxLateness);
        _backlog.RemoveRange(first + 1, _backlog.Count - first - 1);
        for (int i = first; i < end; i++)
        {
            long drain = DrainOf(start + i);
            _backlog.Add(_minutes[i] < 0 ? _backlog[i] : (long)Int128.Clamp(((Int128)_minutes[i] * 60) + _backlog[i] - drain, 0, long.MaxValue / 2));
        }

        List<bool> told = [];
        for (int i = _judged; i < end; i++)
        {
            // What is not known breaks no streak and counts for none.
            if (_minutes[i] >= 0 && Close(i))
            {
                told.Add(_isExceeded);
            }
        }

        _judged = end;
        return told;
    }

    private bool Close(int index)
    {
        double behind = (double)_backlog[index + 1] / RateAt(((start + index + 1) * Minute) - 1);
        (double loadOfAll, double loadOfKnown) = Loads(index);
        bool fulfilled = _isExceeded
            ? behind < settings.MaxBehind / 2.0 && loadOfKnown < RecoveryFactor
            : behind > settings.MinBehind && (behind > settings.MaxBehind || loadOfAll > 1);
        _streak = fulfilled ? _streak + 1 : 0;
        if (!fulfilled || _streak < (_isExceeded ? Math.Max(1, settings.RecoverAfter) : 1))
        {
            return false;
        }

        _isExceeded = !_isExceeded;
        _streak = 0;
        return true;
    }

    // Over the last hour. What was before the first minute was never seen, but the processor was there.
    private (double OfAll, double OfKnown) Loads(int index)
    {
        Int128 bytes = 0, all = 0, known = 0;
        for (int i = index - Window + 1; i <= index; i++)
        {
            long drain = DrainOf(start + i);
            all += drain;
            if (i >= 0 && _minutes[i] >= 0)
            {
                bytes += _minutes[i];
                known += drain;
            }
        }

        return ((double)(bytes * 60) / (double)all, known == 0 ? 0 : (double)(bytes * 60) / (double)known);
    }

    private long RateAt(long at) => _steps[Math.Max(0, _steps.FindLastIndex(step => step.Time <= at))].Rate;

    private long DrainOf(long minute)
    {
        long from = minute * Minute, end = from + Minute;
        Int128 sum = 0;
        for (int i = Math.Max(0, _steps.FindLastIndex(step => step.Time <= from)); from < end; i++)
        {
            long to = i + 1 < _steps.Count ? Math.Min(end, _steps[i + 1].Time) : end;
            sum += Math.BigMul(_steps[i].Rate, to - from);
            from = to;
        }

        return (long)(sum / Minute);
    }
}
