namespace S3Snowplow.Hosting.Running;

/// <summary>A source that hears of the end of each of its runs.</summary>
internal interface IRunObserver
{
    /// <summary>The reading has ended, and all that was given has settled.</summary>
    void OnRunEnded();
}
