namespace S3Snowplow.Capacity;

/// <summary>The steps of one run of <see cref="Judgement"/>: backlog and window sums from minute to minute, and the two conditions.</summary>
internal sealed class MinuteFold(
    PipelineState state, long[] minutes, long first, CapacityTimeline capacities, JudgementOptions options, List<ThroughputTransition> transitions)
{
    /// <summary>What a minute counts at most, so that sums fit: a pebibyte.</summary>
    public const long MaxBytes = 1L << 50;

    private readonly WindowSum[] _sums = [.. options.Windows.Select(window => new WindowSum(window, minutes, first, capacities))];

    // Of the shortest window: what comes in "now".
    private readonly int _current = Enumerable.Range(0, options.Windows.Count).MinBy(i => options.Windows[i].Length);

    public PipelineState State { get; private set; } = state;

    /// <summary>The backlog after a minute, in sixtieths of a byte. An unknown minute leaves it as it is.</summary>
    public static long Next(long backlog, long bytes, long capacity) =>
        bytes < 0 ? backlog : (long)Int128.Clamp(((Int128)bytes * 60) + backlog - capacity, 0, long.MaxValue / 2);

    /// <summary>Folds over all minutes, and judges those from <paramref name="judgeFrom"/> on.</summary>
    public void Run(long judgeFrom)
    {
        long backlog = State.BacklogBeforeHistory;
        for (int i = 0; i < minutes.Length; i++)
        {
            backlog = Next(backlog, minutes[i], capacities.SixtiethsIn(first + i));
            if (first + i < judgeFrom)
            {
                continue;
            }

            foreach (WindowSum sum in _sums)
            {
                sum.MoveTo(i);
            }

            State = minutes[i] < 0 ? State with { IsUnknown = true } : Close(first + i, backlog);
        }
    }

    private PipelineState Close(long minute, long backlog)
    {
        long capacity = capacities.BytesPerHourAtEnd(minute);

        // Sixtieths of bytes over bytes an hour are minutes.
        double behind = (double)backlog / capacity;
        bool fulfilled = State.Incident is null ? IsExceeded(behind) : IsRecovered(behind);
        TimeSpan needed = State.Incident is null ? options.MinDuration : options.RecoveryDuration;
        PipelineState next = State with
        {
            IsUnknown = false,
            Streak = fulfilled ? State.Streak + 1 : 0,
            StreakStart = fulfilled && State.Streak > 0 ? State.StreakStart : minute,
        };
        if (!fulfilled || next.Streak < Math.Max(1, Math.Ceiling(needed.TotalMinutes)))
        {
            return next;
        }

        Incident incident = State.Incident ?? Open(next.StreakStart);
        transitions.Add(Tell(incident, minute, backlog, capacity, behind));
        return next with { Streak = 0, Incident = State.Incident is null ? incident : null };
    }

    private bool IsExceeded(double behind) =>
        behind > options.MinBehind.TotalMinutes
        && (behind > options.MaxBehind.TotalMinutes || Array.Exists(_sums, sum => sum.LoadOfAll > sum.Window.Limit));

    private bool IsRecovered(double behind) =>
        behind < options.MaxBehind.TotalMinutes / 2
        && Array.TrueForAll(_sums, sum => sum.LoadOfKnown < Judgement.RecoveryFactor * sum.Window.Limit);

    private Incident Open(long start)
    {
        WindowSum? above = Array.Find(_sums, sum => sum.LoadOfAll > sum.Window.Limit);
        return new Incident(
            MinuteBucket.StartOf(start + 1), (above ?? _sums[0]).Window, above is null ? IncidentTrigger.Behind : IncidentTrigger.Load);
    }

    private ThroughputTransition Tell(Incident incident, long minute, long backlog, long capacity, double behind)
    {
        WindowSum sum = Array.Find(_sums, one => one.Window == incident.Window) ?? _sums[0];
        bool recovered = State.Incident is not null;
        double spare = capacity - _sums[_current].RateOfKnown;
        return new ThroughputTransition
        {
            Pipeline = State.Pipeline,
            State = recovered ? ThroughputState.Recovered : ThroughputState.Exceeded,
            Incident = incident,
            Time = MinuteBucket.StartOf(minute + 1),
            BytesIn = (long)sum.Bytes,
            CapacityBytes = (long)((recovered ? sum.KnownCapacity : sum.Capacity) / 60),
            Capacity = new Throughput(capacity),
            BacklogBytes = backlog / 60,
            Behind = Minutes(behind),
            CatchUp = backlog == 0 ? TimeSpan.Zero : spare > 0 ? Minutes(backlog / spare) : null,
        };
    }

    // A year is as good as any longer time, and keeps figures within what a TimeSpan and a schema hold.
    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(Math.Min(minutes, 366 * 24 * 60));
}
