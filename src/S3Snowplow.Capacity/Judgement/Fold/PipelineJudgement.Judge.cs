namespace S3Snowplow.Capacity;

/// <content>A minute is judged once, when it is as good as complete; what comes for it later changes the backlog, and nothing that was told.</content>
internal sealed partial class PipelineJudgement
{
    // Bytes came for judged minutes: what waits, again from the oldest minute on.
    private void Refold()
    {
        if (!_changed)
        {
            return;
        }

        WorkBacklog backlog = _base;
        for (long minute = _oldest; minute < _next;)
        {
            long drain = DrainOf(minute, out long rate, out long last);
            if (_done is not null)
            {
                backlog = After(backlog, minute, drain, rate);
                minute++;
                continue;
            }

            ReadOnlySpan<long> minutes = _arrived.From(minute, Math.Min(last, _next - 1) - minute + 1);
            backlog = backlog.Through(minutes, drain, rate, _settings.MinBehind);
            minute += minutes.Length;
        }

        _backlog = backlog;
        _changed = false;
    }

    // Judges the next minute. False: the pipeline was removed.
    private bool Judge(in FoldMinute fold, IMinuteObserver? observer)
    {
        long minute = _next;
        long drain = DrainOf(minute, out long rate, out _);
        if (rate == 0)
        {
            if (_incident is { } incident)
            {
                fold.Told.Add(new ThroughputTransition(TransitionKind.Removed, _capacities.Pipeline, minute, fold.Receipt) { IncidentStart = incident.Start });
            }

            return false;
        }

        _backlog = After(_backlog, minute, drain, rate);
        _next = minute + 1;
        observer?.Judged(minute, drain, _backlog.Sixtieths, rate);
        long bytes = _arrived[minute];
        bool isKnown = bytes > 0 || fold.LastSign > minute - _settings.AliveReach;
        if (!isKnown)
        {
            _arrived.MarkUnknown(minute);
        }

        while (_next - _oldest > _settings.History)
        {
            Leave();
        }

        if (_rhythm.Learn(minute, bytes))
        {
            Derive();
        }

        if (isKnown)
        {
            Decide(fold, minute, rate);
        }
        else
        {
            _calm = 0;
        }

        return true;
    }

    // The oldest minute leaves the ring: late bytes for it can only be counted against what was free in it, where nobody saw it used.
    private void Leave()
    {
        long drain = DrainOf(_oldest, out long rate, out _);
        if (_oldest >= _start && _arrived.IsUnknown(_oldest))
        {
            _spare += Int128.Max(0, drain - Math.BigMul(_arrived[_oldest], 60L) - _base.Sixtieths);
        }
        else
        {
            _spare = 0;
        }

        _base = After(_base, _oldest, drain, rate);
        _arrived.Forget(_oldest);
        _done?.Forget(_oldest);
        _oldest++;
    }

    private WorkBacklog After(in WorkBacklog before, long minute, long drain, long rate) =>
        before.Next(_arrived[minute], _done is null ? drain : Math.BigMul(_done[minute], 60L), rate, _settings.MinBehind);
}
