namespace S3Snowplow.Tool;

/// <summary>How a check ended.</summary>
internal enum Verdict
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Something is wrong.</summary>
    Wrong,

    /// <summary>It was not looked at, since the settings do not ask for it.</summary>
    Skipped,
}
