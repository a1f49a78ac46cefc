namespace S3Snowplow.Capacity;

/// <summary>What pictures, reports and pages read: how pipelines are, and how they were.</summary>
public interface IThroughputHistory
{
    /// <summary>How each pipeline is that has a capacity, in ordinal order of name.</summary>
    IReadOnlyList<PipelineStatus> Pipelines { get; }

    /// <summary>What is remembered of a pipeline, as of now; it does not change afterwards. <see langword="null"/>: nothing is known of it.</summary>
    PipelineHistory? HistoryOf(string pipeline);
}
