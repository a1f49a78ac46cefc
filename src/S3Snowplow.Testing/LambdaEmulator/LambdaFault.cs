namespace S3Snowplow.Testing;

/// <summary>The calls of the Runtime API.</summary>
public enum LambdaCall
{
    /// <summary>The wait for the next invocation.</summary>
    Next,

    /// <summary>The answer to an invocation.</summary>
    Response,

    /// <summary>The report that an invocation failed.</summary>
    Error,

    /// <summary>The report that the function cannot start.</summary>
    InitError,
}

/// <summary>One way for the Runtime API to misbehave towards one call. Put into <see cref="LambdaEmulator.Enqueue"/>.</summary>
public sealed record LambdaFault
{
    private LambdaFault()
    {
    }

    internal int? StatusCode { get; private init; }

    internal bool IsReset { get; private init; }

    internal bool ClosesAfterwards { get; private init; }

    internal bool IsChunked { get; private init; }

    /// <summary>Answers with a status and an error document. An invocation whose answer is refused so ends all the same.</summary>
    /// <param name="statusCode">The status, such as 403, 410 or 500.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not between 200 and 599.</exception>
    public static LambdaFault Status(int statusCode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 599);
        return new() { StatusCode = statusCode };
    }

    /// <summary>Resets the connection instead of answering; the call counts as not made.</summary>
    public static LambdaFault ResetConnection() => new() { IsReset = true };

    /// <summary>Answers honestly, says <c>Connection: close</c>, and closes.</summary>
    public static LambdaFault CloseAfterwards() => new() { ClosesAfterwards = true };

    /// <summary>Answers honestly, in chunks of at most 1,000 bytes.</summary>
    public static LambdaFault Chunked() => new() { IsChunked = true };
}
