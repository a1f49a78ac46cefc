namespace S3Snowplow.Capacity;

/// <summary>A pipeline as the bands say it: which size its processor has, what it reads, and what its owner said.</summary>
/// <param name="Name">The pipeline's name: what object events and capacities are joined on.</param>
/// <param name="Band">The name of its size; the size as it is written where it stands in the pipeline itself.</param>
/// <param name="Throughput">What the pipeline takes: its size, times <see cref="Instances"/>.</param>
/// <param name="Inputs">What it reads, in the order of the file; may be empty.</param>
public sealed record PipelineBand(string Name, string Band, Throughput Throughput, IReadOnlyList<PipelineInput> Inputs)
{
    /// <summary>How many processors of its size it has; <see cref="Throughput"/> is that of all of them. 1 where nothing was said.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>How far apart its files come, where the owner declared it; <see langword="null"/>: it is found from what comes. 5 minutes to 2 days.</summary>
    public TimeSpan? Rhythm { get; init; }

    /// <summary>How much work may wait before it is critical; <see langword="null"/>: the setting for all. 3 minutes to 2 days.</summary>
    public TimeSpan? MaxBehind { get; init; }

    /// <summary>Where its work arrives; empty: its drain is not observed, and the declared throughput is taken for it.</summary>
    public IReadOnlyList<PipelineInput> Outputs { get; init; } = [];

    /// <summary>Who is responsible for it; <see langword="null"/>: nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>What to do when it is behind: an absolute address; <see langword="null"/>: none was given.</summary>
    public Uri? Runbook { get; init; }

    /// <summary>The names of the channels that are told; empty: all of them.</summary>
    public IReadOnlyList<string> Alerts { get; init; } = [];

    /// <summary>The times in which nothing is sent of it.</summary>
    public IReadOnlyList<AlertSilence> Silences { get; init; } = [];
}

/// <summary>A time in which alerts of a pipeline are recorded and not sent.</summary>
/// <param name="From">Its begin.</param>
/// <param name="To">Its end, after <paramref name="From"/>.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record AlertSilence(DateTimeOffset From, DateTimeOffset To, string? Reason);
