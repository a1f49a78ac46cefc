namespace S3Snowplow.Delivery;

/// <summary>
/// How many requests may be in flight, and how long a batch that is not full waits, by the collector's answers. The window grows while it holds work back and the
/// answers are good, and halves on failure. Pure: it is told of answers and their times. Guarded by the emitter's lock.
/// </summary>
/// <param name="bound">The largest window.</param>
/// <param name="resolution">The shortest time worth waiting for, in the caller's units of time: about what a timer can do.</param>
internal sealed class RequestWindow(int bound, long resolution)
{
    // Before the first answer, and after an outage: one slow request must not keep all others back.
    private const int Start = 2;

    // In resolutions: the timers of Windows count in steps of 15.6 ms. What comes later still, came late because the machine was busy.
    private const int MostLateness = 16;

    private readonly int _bound = bound;
    private int _threshold = bound;
    private int _failures;
    private int _goodSinceGrowth;
    private double _mean = -1;
    private double _best;
    private double _lateness;

    /// <summary>How many requests may be in flight: 1 in an outage, otherwise up to the bound.</summary>
    public int Size { get; private set; } = Math.Min(Start, bound);

    /// <summary>Notes a good answer.</summary>
    /// <param name="took">The time from the start of the request to its answer.</param>
    /// <param name="held">Whether events waited since the answer before, because no further request was allowed or for the linger: a larger window shortens both.</param>
    /// <param name="isFull">Whether a full batch is among what waits.</param>
    public void Delivered(long took, bool held, bool isFull)
    {
        Learn(took);
        if (_failures > 0)
        {
            // A single failure costs half. After several the collector was away, and it may come back weak.
            Size = _failures == 1 ? _threshold : Math.Min(Start, _threshold);
            _failures = 0;
            _goodSinceGrowth = 0;
            return;
        }

        // Answers that take longer with more requests in flight say that the collector queues them: more would only wait there.
        // A collector that answers before a timer could come is its own clock: only full batches want another request.
        // Where batches gather without a timer, too, or each turn of the thread pool would open a further request for a few events.
        if (!held || ((IsQuick || Share < _lateness) && !isFull) || Size >= _bound || _mean > (2 * _best) + resolution)
        {
            return;
        }

        // Each answer of a window below the threshold doubles it; above it takes a whole window of answers to grow by one.
        _goodSinceGrowth++;
        if (Size < _threshold || _goodSinceGrowth >= Size)
        {
            Size++;
            _goodSinceGrowth = 0;
        }
    }

    /// <summary>Notes that the collector failed. Failures of one outage halve the window once: they are requests that were under way together.</summary>
    public void Failed()
    {
        if (_failures++ == 0)
        {
            _threshold = Math.Max(1, Size / 2);
            Size = 1;
        }
    }

    /// <summary>Notes that the collector works, by an answer that delivered nothing.</summary>
    public void Recovered()
    {
        if (_failures > 0)
        {
            Size = Math.Min(Start, _threshold);
            _failures = 0;
            _goodSinceGrowth = 0;
        }
    }

    /// <summary>How long a batch that is not full may wait while requests are in flight.</summary>
    /// <param name="most">The longest time; also the time before the first answer.</param>
    public long Linger(long most) => _mean < 0 || IsQuick ? most : Math.Min(most, (long)Share);

    /// <summary>Notes how much later than it was asked for a timer came.</summary>
    public void TimerCame(long late) => _lateness += (Math.Clamp(late, 0, MostLateness * resolution) - _lateness) / 4;

    /// <summary>
    /// Whether a linger is so short that this machine's timers would make it more than twice as long: then a batch gathers what is at hand, without a timer. The lateness is forgotten slowly, so that
    /// timers are tried again.
    /// </summary>
    /// <param name="most">As for <see cref="Linger"/>.</param>
    public bool GathersWithoutTimer(long most)
    {
        if (_mean < 0 || IsQuick || Linger(most) >= _lateness)
        {
            return false;
        }

        _lateness -= _lateness / 4096;
        return true;
    }

    // The part of an answer's time for each request that may be in flight.
    private double Share => Math.Max(resolution, _mean / Size);

    private bool IsQuick => _mean < 2 * resolution;

    private void Learn(long took)
    {
        if (_mean < 0)
        {
            (_mean, _best) = (took, took);
            return;
        }

        // One answer that hung must not count as a slow collector.
        _mean += (Math.Min(took, (2 * _mean) + resolution) - _mean) / 4;

        // The best is forgotten slowly: a collector may have become slower for good.
        _best = _mean < _best ? _mean : _best + ((_mean - _best) / 4096);
    }
}
