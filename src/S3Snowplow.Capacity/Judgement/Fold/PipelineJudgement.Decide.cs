namespace S3Snowplow.Capacity;

/// <content>Whether there is something to tell of a judged minute of which something is known.</content>
internal sealed partial class PipelineJudgement
{
    // A warning needs work without a break for a third of the limit, or for a sixth where the limit is going to be passed within half of it.
    private const int BusyPart = 3;
    private const int FastBusyPart = 6;
    private const int SoonPart = 2;

    private const int MeasuredMinutes = 60;

    private void Decide(in FoldMinute fold, long minute, long declared)
    {
        long rate = _done is null ? declared : Measure(fold, minute, declared);
        bool isSustained = _backlog.Over >= _thresholds.Sustained;
        if (_backlog.Over == 0)
        {
            _calm++;
        }
        else if (isSustained)
        {
            _calm = 0;
        }

        if (_incident is not { IsCritical: true } && _backlog.Sixtieths > Math.BigMul(rate, (long)_thresholds.LimitInForce))
        {
            Open(fold, TransitionKind.Critical, minute, rate);
        }
        else if (_incident is null)
        {
            if (isSustained && Warns(minute, rate))
            {
                Open(fold, TransitionKind.Warning, minute, rate);
            }
        }
        else if (_backlog.Over == 0 && _calm >= _settings.RecoverAfter && fold.LastSign >= minute)
        {
            Tell(fold, TransitionKind.Recovered, minute, rate);
            _incident = null;
        }
    }

    private bool Warns(long minute, long rate)
    {
        if (_backlog.Busy * FastBusyPart < _thresholds.Limit)
        {
            return false;
        }

        Forecast forecast = ForecastOf(minute, rate);
        return forecast.Passes * SoonPart <= _thresholds.Limit
            || (_backlog.Busy * BusyPart >= _thresholds.Limit && !(forecast.Back <= _thresholds.LimitInForce - _backlog.Over));
    }

    private void Open(in FoldMinute fold, TransitionKind kind, long minute, long rate)
    {
        _incident = new OpenIncident(_incident?.Start ?? minute, kind == TransitionKind.Critical);
        _calm = 0;
        Tell(fold, kind, minute, rate);
    }

    private void Tell(in FoldMinute fold, TransitionKind kind, long minute, long rate) =>
        fold.Told.Add(new ThroughputTransition(kind, _capacities.Pipeline, minute, fold.Receipt) { IncidentStart = _incident?.Start, Figures = FiguresOf(minute, rate) });

    // Observed drain: after an hour of work without a break, what was done in it is a better measure than what was declared.
    private long Measure(in FoldMinute fold, long minute, long declared)
    {
        if (_backlog.Busy < MeasuredMinutes || minute - _start < MeasuredMinutes)
        {
            return declared;
        }

        long measured = (long)Int128.Clamp(_done!.Sum(minute - MeasuredMinutes + 1, minute), 1, long.MaxValue);
        bool differs = Math.BigMul(measured, 2L) < declared || measured > Math.BigMul(declared, 2L);
        if (differs && !_differs)
        {
            fold.Told.Add(new ThroughputTransition(TransitionKind.ThroughputDiffers, _capacities.Pipeline, minute, fold.Receipt)
            {
                Figures = FiguresOf(minute, declared),
                Measured = measured,
            });
        }

        _differs = differs;
        return measured;
    }

    private Forecast ForecastOf(long minute, long rate)
    {
        int known = (int)Math.Min(_settings.History, minute - _start + 1);
        return Forecast.Of(_backlog.Sixtieths, ArrivalRate.Of(_arrived, minute, known, _thresholds), rate, _settings.MinBehind, _thresholds.LimitInForce);
    }

    private TransitionFigures FiguresOf(long minute, long rate)
    {
        Int128 drain = 0;
        for (long at = _oldest; at <= minute; at++)
        {
            drain += DrainOf(at, out _, out _);
        }

        return new TransitionFigures(
            Fit(_arrived.Sum(_oldest, minute) * 60_000 / drain),
            Fit(_backlog.Bytes),
            Fit(_backlog.Sixtieths * 60 / rate),
            rate,
            _thresholds.LimitInForce,
            _thresholds.Rhythm,
            _thresholds.IsFound,
            _delay,
            ForecastOf(minute, rate));
    }

    private static long Fit(Int128 figure) => (long)Int128.Min(figure, long.MaxValue);
}
