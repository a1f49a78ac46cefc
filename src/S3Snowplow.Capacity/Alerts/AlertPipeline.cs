namespace S3Snowplow.Capacity;

/// <summary>What an alert tells of a pipeline besides figures, as the bands said it when the alert was last brought up to date.</summary>
/// <param name="Band">The name of its size.</param>
/// <param name="Throughput">What a processor of this size takes, in the units of the bands.</param>
public sealed record AlertPipeline(string Band, Throughput Throughput)
{
    /// <summary>Who is responsible; <see langword="null"/>: nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>What to do; <see langword="null"/>: nothing was given.</summary>
    public Uri? Runbook { get; init; }

    /// <summary>The rhythm that the owner declared.</summary>
    public TimeSpan? Rhythm { get; init; }

    /// <summary>The limit that the owner set.</summary>
    public TimeSpan? MaxBehind { get; init; }

    /// <summary>The smallest size of the bands that takes what comes now; <see langword="null"/>: none does, or that is not known.</summary>
    public AlertBand? Smallest { get; init; }

    /// <summary>Whether what comes now could be told, so that <see cref="Smallest"/> means something.</summary>
    public bool IsNeedKnown { get; init; }
}

/// <summary>A size of the bands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Throughput">What it takes.</param>
public sealed record AlertBand(string Name, Throughput Throughput);
