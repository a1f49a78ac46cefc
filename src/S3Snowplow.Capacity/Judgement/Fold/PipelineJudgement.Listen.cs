namespace S3Snowplow.Capacity;

/// <content>Nothing comes: is that as usual? Silence is told as itself, and opens and closes no incident.</content>
internal sealed partial class PipelineJudgement
{
    private void Listen(in FoldMinute fold, bool came)
    {
        if (fold.Receipt % DelayCounters.HalvedEvery == 0)
        {
            _delays.Halve();
            _delay = _delays.Delay(_settings);
        }

        if (came)
        {
            if (_silence.Hear(fold.Receipt))
            {
                fold.Told.Add(new ThroughputTransition(TransitionKind.Heard, _capacities.Pipeline, fold.Receipt, fold.Receipt));
            }
        }
        else if (fold.IsSourceAlive && _silence.Miss(fold.Receipt, _start, _thresholds.Silence) is { } usual)
        {
            fold.Told.Add(new ThroughputTransition(TransitionKind.Silent, _capacities.Pipeline, fold.Receipt, fold.Receipt) { Usual = usual });
        }
    }
}
