namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The bands of a scenario at a time.</summary>
internal static class ScenarioBands
{
    /// <summary>As they are when they have been read.</summary>
    public static CapacityBands Of(IReadOnlyDictionary<string, long> rates, IReadOnlyDictionary<string, PipelineLimits> limits) => new(
        [
            .. rates.OrderBy(rate => rate.Key, StringComparer.Ordinal).Select(rate =>
            {
                PipelineLimits said = limits.GetValueOrDefault(rate.Key, PipelineLimits.None);
                return new PipelineBand(rate.Key, rate.Key, new Throughput(rate.Value), [new PipelineInput(RelayedScenario.InputOf(rate.Key), "")])
                {
                    MaxBehind = Minutes(said.MaxBehind),
                    Rhythm = Minutes(said.Rhythm),
                    Outputs = said.ObservesDrain ? [new PipelineInput(RelayedScenario.OutputOf(rate.Key), "")] : [],
                };
            }),
        ],
        defaultPipeline: null,
        contentHash: string.Join(' ', rates.OrderBy(rate => rate.Key, StringComparer.Ordinal)));

    private static TimeSpan? Minutes(int? minutes) => minutes is { } there ? TimeSpan.FromMinutes(there) : null;
}
