namespace S3Snowplow.Testing;

/// <summary>One way for a <see cref="LocalSqs"/> to misbehave towards one request.</summary>
public sealed record LocalSqsFault
{
    private LocalSqsFault()
    {
    }

    internal int StatusCode { get; private init; }

    internal string? Code { get; private init; }

    internal int FailedEntries { get; private init; }

    internal bool IsSenderFault { get; private init; }

    internal bool LosesAnswer { get; private init; }

    /// <summary>Refuses the whole request.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="code">The error's name, such as <c>InternalFailure</c> or <c>QueueDoesNotExist</c>.</param>
    public static LocalSqsFault Refuse(int statusCode, string code) => new() { StatusCode = statusCode, Code = code };

    /// <summary>Refuses the whole request as SQS does when it is asked too often: 403.</summary>
    public static LocalSqsFault Throttle() => Refuse(403, "RequestThrottled");

    /// <summary>Answers 200 to a batch, and refuses its first entries.</summary>
    /// <param name="entries">How many.</param>
    /// <param name="isSenderFault">Whether trying again is said to be pointless.</param>
    public static LocalSqsFault Partial(int entries, bool isSenderFault = false) => new() { FailedEntries = entries, IsSenderFault = isSenderFault, Code = isSenderFault ? "ReceiptHandleIsInvalid" : "InternalError" };

    /// <summary>Does what is asked and breaks the connection before the answer.</summary>
    public static LocalSqsFault LoseAnswer() => new() { LosesAnswer = true };
}
