namespace S3Snowplow.Capacity;

/// <summary>What was told by a judge before, where no state was kept: it is not told again, and an incident that it left open is gone on with.</summary>
internal sealed class ToldBefore
{
    private readonly Dictionary<string, long> _until = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ToldTransition> _open = new(StringComparer.Ordinal);

    /// <summary>Takes what was told.</summary>
    public ToldBefore(IEnumerable<ToldTransition> told)
    {
        foreach (ToldTransition one in told)
        {
            string name = one.Pipeline ?? "";
            _until[name] = Math.Max(_until.GetValueOrDefault(name, long.MinValue), one.Minute);
            if (one is { Pipeline: not null, IncidentStart: not null } && (!_open.TryGetValue(name, out ToldTransition known) || known.Minute <= one.Minute))
            {
                _open[name] = one;
            }
        }
    }

    /// <summary>Nothing was told.</summary>
    public static ToldBefore Nothing { get; } = new([]);

    /// <summary>Whether a transition is of a time of which all was told.</summary>
    public bool Has(ThroughputTransition transition) => _until.TryGetValue(transition.Pipeline ?? "", out long until) && transition.Minute <= until;

    /// <summary>Gives the pipelines that have been judged past what was told the incident that was told of them.</summary>
    public void Adopt(FoldState state)
    {
        if (_open.Count == 0)
        {
            return;
        }

        foreach (TrackedPipeline pipeline in state.Pipelines)
        {
            if (pipeline.Judgement is { } judgement && _open.TryGetValue(pipeline.Name, out ToldTransition told) && judgement.Next > told.Minute)
            {
                judgement.Incident = told.Kind is TransitionKind.Warning or TransitionKind.Critical
                    ? new OpenIncident(told.IncidentStart!.Value, told.Kind == TransitionKind.Critical)
                    : null;
                _open.Remove(pipeline.Name);
            }
        }
    }
}
