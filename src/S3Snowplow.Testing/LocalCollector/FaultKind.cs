namespace S3Snowplow.Testing;

/// <summary>What a fault does; the order follows a request's life.</summary>
internal enum FaultKind
{
    /// <summary>Nothing but waiting.</summary>
    None,

    /// <summary>Reset instead of reading.</summary>
    ResetBeforeBody,

    /// <summary>Read a few bytes at a time.</summary>
    SlowRead,

    /// <summary>Reset after some bytes.</summary>
    ResetInBody,

    /// <summary>Reset after all bytes.</summary>
    ResetAfterBody,

    /// <summary>Never answer.</summary>
    Hang,

    /// <summary>Answer with a status.</summary>
    Status,

    /// <summary>Answer 200, with a page.</summary>
    Page,

    /// <summary>Answer honestly, one byte at a time.</summary>
    Drip,

    /// <summary>Send given bytes in place of a response.</summary>
    Raw,
}
