using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Would I have been warned? Replays what arrived through the judgement's own fold.</summary>
internal static class Simulation
{
    /// <summary>So much earlier than what is shown the fold begins: rhythms of daily files are found within it.</summary>
    public const int LeadMinutes = 2 * Minutes.PerDay;

    /// <summary>Simulates.</summary>
    /// <param name="arrivals">What arrived.</param>
    /// <param name="span">Which minutes.</param>
    /// <param name="progress">Is told of each minute.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The pipelines, in the order of the bands.</returns>
    public static IReadOnlyList<SimulatedPipeline> Run(ArrivalCells arrivals, ReplaySpan span, ToolProgress? progress, CancellationToken cancellationToken)
    {
        SimulatedPipeline[] pipelines = [.. arrivals.All.Select(one => new SimulatedPipeline(one, arrivals.Bands, span))];
        var observers = new Observers(pipelines);
        FoldState state = Replay.Run(arrivals.All, span, new JudgementOptions().ToFold(), observers, (_, told) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Add();
            foreach (ThroughputTransition one in told)
            {
                if (one.Pipeline is { } name)
                {
                    observers.Find(name).Tell(one);
                }
            }

            foreach (SimulatedPipeline pipeline in pipelines)
            {
                pipeline.Pass();
            }
        });
        foreach (SimulatedPipeline pipeline in pipelines)
        {
            pipeline.Judgement = state.JudgementOf(pipeline.Pipeline.Name);
        }

        return pipelines;
    }

    private sealed class Observers(IEnumerable<SimulatedPipeline> pipelines) : IMinuteObservers
    {
        private readonly Dictionary<string, SimulatedPipeline> _byName = pipelines.ToDictionary(pipeline => pipeline.Pipeline.Name, StringComparer.Ordinal);

        public SimulatedPipeline Find(string pipeline) => _byName[pipeline];

        IMinuteObserver IMinuteObservers.Of(string pipeline) => _byName[pipeline].Series;
    }
}
