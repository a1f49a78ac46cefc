namespace S3Snowplow.Capacity;

/// <summary>Sees a pipeline's minutes as they are received and judged, for pictures. Changes nothing that is judged.</summary>
internal interface IMinuteObserver
{
    /// <summary>Bytes arrived.</summary>
    /// <param name="minute">The minute in which it happened.</param>
    /// <param name="bytes">The bytes.</param>
    void Arrived(long minute, Int128 bytes);

    /// <summary>A minute was judged.</summary>
    /// <param name="minute">The minute.</param>
    /// <param name="drainSixtieths">What could be worked off in it, in sixtieths of a byte.</param>
    /// <param name="waitingSixtieths">What waits after it, in sixtieths of a byte.</param>
    /// <param name="bytesPerHour">The capacity with which it ended.</param>
    void Judged(long minute, long drainSixtieths, Int128 waitingSixtieths, long bytesPerHour);

    /// <summary>The clock had been ahead: what is later than a minute did not take place.</summary>
    void BeginAnew(long minute);
}

/// <summary>Gives each pipeline its observer.</summary>
internal interface IMinuteObservers
{
    /// <summary>The observer of a pipeline, the same each time.</summary>
    IMinuteObserver Of(string pipeline);
}
