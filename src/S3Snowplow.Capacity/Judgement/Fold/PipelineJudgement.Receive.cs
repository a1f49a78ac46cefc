namespace S3Snowplow.Capacity;

/// <content>Bytes go to the minute in which they happened, and say how late they are.</content>
internal sealed partial class PipelineJudgement
{
    // Whether any bytes came.
    private bool Receive(long receipt, ReceivedMinute.Cells cells, IMinuteObserver? observer)
    {
        Int128 total = 0;
        Int128 ancient = 0;
        long first = _start - _settings.History;
        Span<Int128> lateness = stackalloc Int128[DelayCounters.Count];
        lateness.Clear();
        foreach ((long at, Int128 bytes) in cells)
        {
            // A clock that is ahead does not make bytes wait.
            long minute = Math.Min(at, receipt);
            total += bytes;
            observer?.Arrived(minute, bytes);
            lateness[DelayCounters.CounterOf(receipt - minute)] += bytes;
            if (minute >= _oldest)
            {
                Put(_arrived, minute, bytes);
            }
            else if (minute >= first)
            {
                ancient += bytes;
            }

            // What is older than all memory of the pipeline is worked off, for all that anybody knows.
        }

        if (total == 0)
        {
            return false;
        }

        if (ancient > 0)
        {
            Int128 used = Int128.Min(_spare, ancient * 60);
            _spare -= used;
            Put(_arrived, _oldest, ancient - (used / 60));
        }

        _delays.Add(lateness, total);
        _delay = _delays.Delay(_settings);
        return true;
    }

    private void ReceiveDone(long receipt, ReceivedMinute.Cells cells)
    {
        if (_done is null)
        {
            return;
        }

        foreach ((long at, Int128 bytes) in cells)
        {
            Put(_done, Math.Max(Math.Min(at, receipt), _oldest), bytes);
        }
    }

    private void Put(MinuteRing ring, long minute, Int128 bytes)
    {
        ring.Add(minute, bytes);
        _changed |= minute < _next;
    }
}
