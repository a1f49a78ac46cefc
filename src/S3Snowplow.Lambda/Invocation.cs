namespace S3Snowplow.Lambda;

/// <summary>One call of the function, as the Runtime API hands it out.</summary>
/// <remarks>Source: AWS Lambda Developer Guide, "Using the Lambda runtime API": the headers of <c>/runtime/invocation/next</c>.</remarks>
public sealed class Invocation
{
    /// <summary>Makes an invocation; for tests of handlers, and by the runtime.</summary>
    /// <param name="requestId">The request's id.</param>
    /// <param name="payload">The event, as JSON. Good until the handler's task has ended.</param>
    /// <param name="deadline">When the function is ended.</param>
    public Invocation(string requestId, ReadOnlyMemory<byte> payload, DateTimeOffset deadline)
    {
        ArgumentException.ThrowIfNullOrEmpty(requestId);

        RequestId = requestId;
        Payload = payload;
        Deadline = deadline;
    }

    /// <summary>The request's id, <c>Lambda-Runtime-Aws-Request-Id</c>; it is in the function's logs.</summary>
    public string RequestId { get; }

    /// <summary>The event, as JSON. Good until the handler's task has ended.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>When the function is ended, <c>Lambda-Runtime-Deadline-Ms</c>.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>The function's ARN, or <see langword="null"/>.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The X-Ray trace header, or <see langword="null"/>.</summary>
    public string? TraceId { get; init; }

    /// <summary>What tells this delivery of the request from another one; sent back with the response where it was given.</summary>
    internal string? InvocationId { get; init; }

    /// <summary>The time from now to the deadline; negative after it.</summary>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    public TimeSpan Remaining(TimeProvider? timeProvider = null) => Deadline - (timeProvider ?? TimeProvider.System).GetUtcNow();
}
