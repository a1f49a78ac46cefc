namespace S3Snowplow.Capacity;

/// <summary>Says to the judgement what changed in the bands, and gives what owners said of each pipeline.</summary>
/// <param name="bands">The bands in effect; <see langword="null"/>: capacities come with the received minutes.</param>
internal sealed class CapacityStatements(LiveBands? bands)
{
    private const long MillisecondsInMinute = 60_000;

    private CapacityBands? _said;
    private CapacityBands? _refreshed;
    private bool _sayAll = true;

    /// <summary>What owners said, by name of pipeline, of the bands in effect.</summary>
    public IReadOnlyDictionary<string, PipelineLimits> Limits { get; private set; } = new Dictionary<string, PipelineLimits>(StringComparer.Ordinal);

    /// <summary>Looks whether other limits are in effect than the last time.</summary>
    public bool Refresh()
    {
        if (bands?.Heard is not { } heard || heard.Bands == _refreshed)
        {
            return false;
        }

        _refreshed = heard.Bands;
        var limits = new Dictionary<string, PipelineLimits>(StringComparer.Ordinal);
        foreach (PipelineBand pipeline in heard.Bands.Pipelines)
        {
            var said = new PipelineLimits((int?)pipeline.MaxBehind?.TotalMinutes, (int?)pipeline.Rhythm?.TotalMinutes, pipeline.Outputs.Count > 0);
            if (said != PipelineLimits.None)
            {
                limits.Add(pipeline.Name, said);
            }
        }

        bool changed = limits.Count != Limits.Count || limits.Any(one => Limits.GetValueOrDefault(one.Key) != one.Value);
        Limits = limits;
        return changed;
    }

    /// <summary>The clock went back: what was heard while it was ahead has a time that is still to come, so all is said again.</summary>
    public void SayAgain() => _sayAll = true;

    /// <summary>Adds to a minute what has changed.</summary>
    /// <param name="state">What was said before.</param>
    /// <param name="minute">The receipt minute that comes next.</param>
    /// <param name="until">The minute behind the last one of this run: what was heard later waits for the next run.</param>
    public void Say(FoldState state, ReceivedMinute minute, long until)
    {
        if (bands?.Heard is not { } heard || (heard.Bands == _said && !_sayAll))
        {
            return;
        }

        long time = Math.Max(heard.Time.ToUnixTimeMilliseconds(), minute.Receipt * MillisecondsInMinute);
        if (time >= until * MillisecondsInMinute)
        {
            return;
        }

        foreach (PipelineBand pipeline in heard.Bands.Pipelines)
        {
            long rate = pipeline.Throughput.BytesPerHour;
            if (_sayAll ? SaidBy(state, pipeline.Name, time) != rate : state.Find(pipeline.Name)?.Capacities.Last?.BytesPerHour != rate)
            {
                minute.AddCapacity(pipeline.Name, new CapacityEntry(time, rate));
            }
        }

        foreach (TrackedPipeline pipeline in state.Pipelines)
        {
            if (pipeline.Capacities.Last?.BytesPerHour is not null && heard.Bands.Find(pipeline.Name) is null)
            {
                minute.AddCapacity(pipeline.Name, new CapacityEntry(time, null));
            }
        }

        (_said, _sayAll) = (heard.Bands, false);
    }

    // The last thing said, unless it was said with a time that is still to come.
    private static long? SaidBy(FoldState state, string pipeline, long time) =>
        state.Find(pipeline)?.Capacities.Last is { } last && last.Time <= time ? last.BytesPerHour : null;
}
