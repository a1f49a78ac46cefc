using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;

namespace S3Snowplow.Tool;

/// <summary>Sees a pipeline's minutes while they are folded, and keeps what a picture of all of the time needs.</summary>
internal sealed class SimulatedSeries : IMinuteObserver
{
    private const int FineUntil = 2 * Minutes.PerDay;
    private const int MiddleUntil = 10 * Minutes.PerDay;

    private readonly long _from;
    private readonly long _until;
    private readonly int _step;
    private readonly Span[] _spans;
    private double _peak;

    /// <summary>Makes an empty one.</summary>
    /// <param name="from">The first minute that is shown.</param>
    /// <param name="until">The minute behind the last one.</param>
    public SimulatedSeries(long from, long until)
    {
        _step = StepOf(until - from);
        // Spans begin at whole steps of the clock, as hourly files do.
        (_from, _until, LongestBehindAt) = (from / _step * _step, until, from);
        _spans = new Span[Math.Max(1, (until - _from + _step - 1) / _step)];
    }

    /// <summary>The longest time for which work waited in what is shown, in seconds.</summary>
    public double LongestBehind { get; private set; }

    /// <summary>The minute of <see cref="LongestBehind"/>.</summary>
    public long LongestBehindAt { get; private set; }

    /// <summary>The bytes that arrived in what is shown.</summary>
    public double Bytes { get; private set; }

    /// <summary>The minutes of a span: 5 up to two days, 30 up to ten days, else an hour.</summary>
    public static int StepOf(long minutes) => minutes <= FineUntil ? 5 : minutes <= MiddleUntil ? 30 : 60;

    /// <summary>The longest time for which work waited since this was last asked, in seconds.</summary>
    public double TakePeak()
    {
        double peak = _peak;
        _peak = 0;
        return peak;
    }

    /// <summary>The series as the page draws it.</summary>
    public DashboardSeries All() => new(
        _from * 60,
        _step * 60,
        [.. _spans.Select(span => span.IsJudged ? (double?)Math.Round(span.Bytes) : null)],
        [.. _spans.Select(span => span.IsJudged ? (double?)Math.Round(span.Capacity) : null)],
        [.. _spans.Select(span => span.IsJudged ? (double?)Math.Round(span.Behind) : null)]);

    /// <summary>The last day by 30 minutes, as the page has it beside each pipeline.</summary>
    public DashboardSeries LastDay()
    {
        int merged = Math.Max(1, 30 / _step);
        int count = Math.Min(_spans.Length, Minutes.PerDay / _step / merged * merged);
        Span[][] last = [.. _spans[^count..].Chunk(merged)];
        return new DashboardSeries(
            (_from + ((_spans.Length - count) * (long)_step)) * 60,
            _step * merged * 60,
            [.. last.Select(spans => (double?)spans.Sum(span => Math.Round(span.Bytes)))],
            [.. last.Select(spans => (double?)spans.Sum(span => Math.Round(span.Capacity)))],
            [.. last.Select(spans => (double?)spans.Max(span => Math.Round(span.Behind)))]);
    }

    void IMinuteObserver.Arrived(long minute, Int128 bytes)
    {
        if (minute >= _from && minute < _until)
        {
            _spans[(minute - _from) / _step].Bytes += (double)bytes;
            Bytes += (double)bytes;
        }
    }

    void IMinuteObserver.Judged(long minute, long drainSixtieths, Int128 waitingSixtieths, long bytesPerHour)
    {
        double behind = (double)waitingSixtieths * 60 / bytesPerHour;
        _peak = Math.Max(_peak, behind);
        if (minute < _from || minute >= _until)
        {
            return;
        }

        ref Span span = ref _spans[(minute - _from) / _step];
        span.Capacity += drainSixtieths / 60d;
        span.Behind = Math.Max(span.Behind, behind);
        span.IsJudged = true;
        if (behind > LongestBehind)
        {
            (LongestBehind, LongestBehindAt) = (behind, minute);
        }
    }

    void IMinuteObserver.BeginAnew(long minute)
    {
        // A replay's clock never goes back.
    }

    private struct Span
    {
        public double Bytes;
        public double Capacity;
        public double Behind;
        public bool IsJudged;
    }
}
