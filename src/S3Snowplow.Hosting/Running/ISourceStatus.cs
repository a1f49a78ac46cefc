namespace S3Snowplow.Hosting.Running;

/// <summary>A source that can say what is wrong with it while it goes on trying, for the health check.</summary>
public interface ISourceStatus
{
    /// <summary>What is wrong at present, for people and without secrets; <see langword="null"/> while all is well.</summary>
    string? Problem { get; }
}
